import { actionNameLengthAtMost } from '../../decisions/action-name.ts'
import { bytes, id, list, text, timeMs, timeSeconds, uint } from '../fields.ts'
import { message } from '../message.ts'
import { required, table, type ValueOf } from '../table.ts'

/** Codes that may be given for one action in one slot: `n` is below it. */
export const codesPerSlot = 4

/** Which generation of the key made a code. */
export const generationField = uint({ least: 1, most: 0xffff_ffff })
export const codeNumberField = uint({ most: codesPerSlot - 1 })

/**
 * What the hub signs for an authorization that is typed as a passcode, in the place of a permit: which code it is, never
 * the code. No device takes it; with it a proof binds what the device journalled to what was granted.
 */
const passcodeClaims = table('passcode-claims', {
  issuer: required(1, id('tenant')),
  grantee: required(2, id('account')),
  device: required(3, id('device')),
  expiresAt: required(4, timeSeconds),
  /** The start of the slot. */
  notBefore: required(5, timeSeconds),
  issuedAt: required(6, timeSeconds),
  authorization: required(7, id('authorization')),
  action: required(-65537, text(actionNameLengthAtMost)),
  n: required(-65541, codeNumberField),
  generation: required(-65542, generationField),
})

export type Passcode = ValueOf<typeof passcodeClaims>
export const passcodeMessage = message('passcode', passcodeClaims, 512)

/** A key that makes passcodes of one device, and since when it does. */
export const passcodeKey = table('passcode-key', {
  generation: required(1, generationField),
  key: required(2, bytes(32)),
  /** It makes the codes of slots that start then or later, until a newer key does. */
  from: required(3, timeSeconds),
  /** The epoch it was made in: a device of a later one takes none of its codes. */
  epoch: required(4, uint({ most: 0xffff_ffff })),
})

export type PasscodeKey = ValueOf<typeof passcodeKey>

/** Two keys while one follows the other. */
const passcodeKeysAtMost = 2

/** The keys of a keypad, told to its device alone, over a nonce of its current boot. They replace those it knew. */
const passcodeKeysClaims = table('passcode-keys-claims', {
  device: required(1, id('device')),
  nonce: required(2, bytes(16)),
  time: required(3, timeMs),
  /** How long a thing that a code opened may stay open; a permit says so itself. */
  maxOpenSeconds: required(4, uint({ least: 1, most: 86_400 })),
  keys: required(5, list(passcodeKey, { least: 1, most: passcodeKeysAtMost })),
})

export type PasscodeKeys = ValueOf<typeof passcodeKeysClaims>
export const passcodeKeysMessage = message('passcode-keys', passcodeKeysClaims, 512)
