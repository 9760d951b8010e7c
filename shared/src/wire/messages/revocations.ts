import { id, list, timeMs, timeSeconds, uint } from '../fields.ts'
import { message } from '../message.ts'
import { required, table, type ValueOf } from '../table.ts'

/** Permits that are denied one by one; more raise the epoch, which denies every permit of an earlier one. */
export const deniedAtMost = 128

const denied = table('denied', {
  authorization: required(1, id('authorization')),
  /** When its permit ends; some time after that it need not be denied any more. */
  expiresAt: required(2, timeSeconds),
})

/** What a device must not accept any more, though it is signed and in its window. */
const revocationsClaims = table('revocations-claims', {
  device: required(1, id('device')),
  /** Devices take only a greater version, and keep it before they decide anything by it. */
  version: required(2, uint({ least: 1 })),
  /** Permits of an epoch below this one are revoked. */
  epoch: required(3, uint()),
  deny: required(4, list(denied, { most: deniedAtMost })),
  time: required(5, timeMs),
})

export type SignedRevocations = ValueOf<typeof revocationsClaims>
export const revocationsMessage = message('rev', revocationsClaims, 4096)
