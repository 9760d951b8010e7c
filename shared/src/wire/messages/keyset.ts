import { bytes, id, list, oneOf, timeSeconds, uint } from '../fields.ts'
import { message } from '../message.ts'
import { required, table, type ValueOf } from '../table.ts'

/** What a hub key may sign. One kind cannot stand in for another: a stolen permit key writes no receipt. */
export const keyUses = { permits: 1, leases: 2, receipts: 3 } as const
export type KeyUse = keyof typeof keyUses

export const keysetKey = table('keyset-key', {
  publicKey: required(1, bytes(32)),
  uses: required(2, list(oneOf('key-use', keyUses), { least: 1, most: 3 })),
  notBefore: required(3, timeSeconds),
  /** First second at which the key no longer counts. */
  expiresAt: required(4, timeSeconds),
})

const keysetClaims = table('keyset-claims', {
  issuer: required(1, id('tenant')),
  /** Agents take only a greater version; a key that is absent from it is dead at once. */
  version: required(2, uint({ least: 1 })),
  keys: required(3, list(keysetKey, { least: 1, most: 16 })),
})

export type KeysetKey = ValueOf<typeof keysetKey>
export type Keyset = ValueOf<typeof keysetClaims>
/** Signed by the tenant's root key, which devices pin at enrolment. */
export const keysetMessage = message('keyset', keysetClaims, 2048)
