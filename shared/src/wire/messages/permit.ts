import { actionNameLengthAtMost } from '../../decisions/action-name.ts'
import { bytes, confirmationKey, id, text, timeSeconds, uint } from '../fields.ts'
import { message } from '../message.ts'
import { optional, required, table, type ValueOf } from '../table.ts'

/**
 * The signed, offline-verifiable token of a granted authorization: a CBOR Web Token (RFC 8392). Registered claims keep
 * their registered keys; our own use the private range below -65536. Ids are 16 bytes where RFC 8392 has strings.
 * A claim that is not listed (`conditions`, say) is refused as `unsupported_claim` by devices that do not know it.
 */
const permitClaims = table('permit-claims', {
  issuer: required(1, id('tenant')),
  grantee: required(2, id('account')),
  device: required(3, id('device')),
  /** First second at which the permit is no longer valid. */
  expiresAt: required(4, timeSeconds),
  notBefore: required(5, timeSeconds),
  issuedAt: required(6, timeSeconds),
  authorization: required(7, id('authorization')),
  /** The holder's public key: without the matching secret key the permit opens nothing. */
  holder: optional(8, confirmationKey),
  /** `service:action`, for example `trunk.access:open`. */
  action: required(-65537, text(actionNameLengthAtMost)),
  uses: required(-65538, uint({ least: 1, most: 255 })),
  /** A device refuses permits of an epoch below its own, so one number revokes all that went before. */
  epoch: required(-65539, uint({ most: 0xffff_ffff })),
  maxOpenSeconds: required(-65540, uint({ least: 1, most: 86_400 })),
  /** How often it may be handed on: once where it is there, by a link that the holder signs. */
  delegations: optional(-65541, uint({ least: 1, most: 1 })),
})

export type Permit = ValueOf<typeof permitClaims>
export const permitMessage = message('permit', permitClaims, 1024)

/**
 * The holder's answer to a nonce of the device: proof that whoever stands there owns the key the permit names, now, at
 * this device, for this action.
 */
const presentationClaims = table('presentation-claims', {
  device: required(1, id('device')),
  action: required(2, text(actionNameLengthAtMost)),
  nonce: required(3, bytes(16)),
  /** SHA-256 of the whole permit as issued; where it was handed on, of permit and link, one after the other. */
  permitHash: required(4, bytes(32)),
})

export type Presentation = ValueOf<typeof presentationClaims>
export const presentationMessage = message('presentation', presentationClaims, 512)
