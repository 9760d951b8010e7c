import { createHash } from 'node:crypto'
import type { PasswordHasher } from '@octroi/hub/operators/password-hasher.port'

/** Hashes at once, where a test is not about hashing. `looked` counts what was compared, also with nobody's password. */
export class QuickPasswords implements PasswordHasher {
  readonly looked: (string | undefined)[] = []
  /** Hashes of another make are to be made anew. */
  make = '1'

  readonly hash = (password: string): Promise<string> => Promise.resolve(`${this.make} ${digest(password)}`)

  readonly verify = (phc: string | undefined, password: string): Promise<boolean> => {
    this.looked.push(phc)
    return Promise.resolve(phc?.split(' ')[1] === digest(password))
  }

  readonly isCurrent = (phc: string): boolean => phc.startsWith(`${this.make} `)
}

function digest(password: string): string {
  return createHash('sha256').update(password).digest('hex')
}
