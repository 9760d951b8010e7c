import { conflict, type Failure, notFound } from '@octroi/shared/errors/failure'
import { err, ok, type Result } from '@octroi/shared/errors/result'
import type { DeviceId } from '@octroi/shared/ids/id'
import type { Environment } from '../environment.ts'
import type { Stores } from '../stores.ts'
import { type KeypadKey, mayFollow } from './keypad-key.ts'

/**
 * Asks for the next generation of a device's passcode key; the device gets it with its next session. While one is on its
 * way, asking again changes nothing.
 */
export async function rotatePasscodeKey(
  { devices, passcodes }: Pick<Stores, 'devices' | 'passcodes'>,
  { nowMs }: Pick<Environment, 'nowMs'>,
  id: DeviceId,
): Promise<Result<KeypadKey, Failure>> {
  const device = await devices.get(id)
  if (device === undefined) return err(notFound('device', id))
  const keys = await passcodes.keys(id)
  const newest = keys.at(-1)
  if (newest === undefined) return err(conflict('keypad_missing', `Device ${id} has not connected with a keypad.`))
  if (!mayFollow(keys, Math.floor(nowMs() / 1000))) return ok(newest)
  const next = { generation: newest.generation + 1, epoch: device.epoch, isHeld: false }
  await passcodes.putKey(id, next)
  return ok(next)
}
