import { bytes, id, timeMs } from '../fields.ts'
import { message } from '../message.ts'
import { required, table } from '../table.ts'

/** The hub's word that a device enrolled with a key: the link between the key set and what the device signed. */
const deviceKeyClaims = table('device-key-claims', {
  tenant: required(1, id('tenant')),
  device: required(2, id('device')),
  publicKey: required(3, bytes(32)),
  enrolled: required(4, timeMs),
  /** When the hub said so. */
  time: required(5, timeMs),
})

export const deviceKeyMessage = message('device-key', deviceKeyClaims, 512)
