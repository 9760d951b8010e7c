import { actionNameLengthAtMost } from '../../decisions/action-name.ts'
import { bytes, confirmationKey, text, timeSeconds, uint } from '../fields.ts'
import { message } from '../message.ts'
import { required, table, type ValueOf } from '../table.ts'

/**
 * What the holder of a permit hands on to somebody else: signed with the holder's key, once and no further, and within
 * everything the permit allows. Claims that a permit has too have its keys.
 */
const linkClaims = table('link-claims', {
  /** First second at which the link is no longer valid. */
  expiresAt: required(4, timeSeconds),
  notBefore: required(5, timeSeconds),
  /** The public key of whoever stands at the device in the holder's place. */
  holder: required(8, confirmationKey),
  action: required(-65537, text(actionNameLengthAtMost)),
  uses: required(-65538, uint({ least: 1, most: 255 })),
  /** SHA-256 of the whole permit as issued. */
  permitHash: required(-65542, bytes(32)),
})

export type Link = ValueOf<typeof linkClaims>
export const linkMessage = message('link', linkClaims, 512)
