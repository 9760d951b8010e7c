import { actionNameLengthAtMost } from '../../decisions/action-name.ts'
import { bytes, id, text, timeSeconds, uint } from '../fields.ts'
import { message } from '../message.ts'
import { required, table, type ValueOf } from '../table.ts'

/**
 * What the hub tells a connected device to do at once, for whoever was granted it: good once, for seconds, and in one
 * session alone, so that a command which somebody kept or queued never fires later. Claims that a permit has too have
 * its keys; as another kind of message it is no permit, and nobody can present it at the device.
 */
const commandClaims = table('command-claims', {
  issuer: required(1, id('tenant')),
  grantee: required(2, id('account')),
  device: required(3, id('device')),
  /** First second at which it is no longer valid. */
  expiresAt: required(4, timeSeconds),
  issuedAt: required(6, timeSeconds),
  authorization: required(7, id('authorization')),
  action: required(-65537, text(actionNameLengthAtMost)),
  epoch: required(-65539, uint({ most: 0xffff_ffff })),
  maxOpenSeconds: required(-65540, uint({ least: 1, most: 86_400 })),
  /** The session it is for: the nonce that the device made to open it. */
  session: required(-65543, bytes(16)),
})

export type Command = ValueOf<typeof commandClaims>
export const commandMessage = message('command', commandClaims, 512)
