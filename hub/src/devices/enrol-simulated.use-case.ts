import { actionName } from '@octroi/shared/decisions/action-name'
import { holdPasscodeKeys, tellPasscodeKeys } from '../authorizations/passcode-keys.use-case.ts'
import type { Environment } from '../environment.ts'
import { type CompleteNeeds, completeSteps } from '../orders/complete-steps.use-case.ts'
import type { Stores } from '../stores.ts'
import type { Device } from './device.ts'
import { simulatedKeys } from './simulated-device.ts'

/**
 * A device of a test tenant needs no agent: it is simulated from the moment it is registered, with a keypad for all that it
 * can do.
 */
export async function enrolSimulated(
  stores: CompleteNeeds & Pick<Stores, 'passcodes'>,
  environment: Environment,
  device: Device,
): Promise<Device> {
  const { id, services } = device
  const { publicKey } = simulatedKeys(environment, id)
  await stores.devices.insertKey({ device: id, publicKey, enrolledAtMs: environment.nowMs() })
  await stores.devices.setState(id, 'enrolled')
  const keypad = Object.entries(services).flatMap(([service, actions]) => actions.map((action) => actionName(service, action)))
  await tellPasscodeKeys(stores, environment, { device: id, keypad, deviceNonce: environment.randomBytes(16) })
  await holdPasscodeKeys(stores, id)
  await completeSteps(stores, environment, device.owner, 'claim')
  return { ...device, state: 'enrolled' }
}
