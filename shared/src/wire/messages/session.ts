import { actionNameLengthAtMost } from '../../decisions/action-name.ts'
import { bytes, id, list, text, timeMs, uint } from '../fields.ts'
import { message } from '../message.ts'
import { optional, required, table, type ValueOf } from '../table.ts'

/** Actions of one keypad. */
export const keypadActionsAtMost = 4

/** Far beyond what counting up reaches, and far below what no number holds exactly. */
const toldAtMost = 2 ** 48

/** A device's request to connect. The origin is part of it, so that one hub cannot use it at another. */
const sessionClaims = table('session-claims', {
  tenant: required(1, id('tenant')),
  device: required(2, id('device')),
  origin: required(3, text(255)),
  /** The hub's: single use, 60 s. */
  nonce: required(4, bytes(16)),
  /** The device's, answered with a signed time. */
  deviceNonce: required(5, bytes(16)),
  /** `service:action` of what its keypad may do; absent where it has none. */
  keypad: optional(6, list(text(actionNameLengthAtMost), { least: 1, most: keypadActionsAtMost })),
  /**
   * What the device goes by: the newest lease, revocations and epoch it took; absent where it took none. A hub that was
   * restored from an older backup counts on from there, since the device takes only greater ones.
   */
  leaseSeq: optional(7, uint({ least: 1, most: toldAtMost })),
  revocations: optional(8, uint({ least: 1, most: toldAtMost })),
  epoch: optional(9, uint({ least: 1, most: 0x7fff_ffff })),
})

export const sessionMessage = message('session', sessionClaims, 1024)

/** The hub's time over a nonce of the device's current boot. */
const timeClaims = table('time-claims', {
  device: required(1, id('device')),
  nonce: required(2, bytes(16)),
  time: required(3, timeMs),
})

export type SignedTime = ValueOf<typeof timeClaims>
export const timeMessage = message('time', timeClaims, 512)
