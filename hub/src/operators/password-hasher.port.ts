/** Hashes passwords, slowly on purpose, a few at a time. Rejects with `HasherBusy` where too many wait already. */
export interface PasswordHasher {
  /** A PHC string: https://github.com/P-H-C/phc-string-format */
  readonly hash: (password: string) => Promise<string>
  /** Takes the same time where there is no hash, so that nobody learns from it whether there is one. */
  readonly verify: (phc: string | undefined, password: string) => Promise<boolean>
  /** Whether it would be hashed alike today. */
  readonly isCurrent: (phc: string) => boolean
}

/** Each hash takes memory: so many wait at once, and no more. */
export class HasherBusy extends Error {
  override readonly name = 'HasherBusy'
}
