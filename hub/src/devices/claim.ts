/** A one-time code by which a device may enrol. Only its hash is stored. */
export interface Claim {
  readonly hash: Uint8Array
  readonly expiresAtMs: number
  /** The key that enrolled with it: the same key may ask again, in case the answer was lost. */
  readonly usedBy?: Uint8Array
}

export const claimLifetimeMs = 7 * 86_400_000
