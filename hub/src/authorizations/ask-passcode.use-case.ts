import { lifeOf } from '@octroi/shared/decisions/passcode-slot'
import type { Device } from '../devices/device.ts'
import type { Environment } from '../environment.ts'
import type { Stores } from '../stores.ts'
import { toldKeys } from './passcode-keys.use-case.ts'
import type { Authorize } from './plan-authorization.ts'
import { type PasscodePlan, planPasscode, slotFor } from './plan-passcode.ts'

type Needs = Pick<Stores, 'tenants' | 'passcodes'>

/** A request for a code, held against what the device holds and what was given away. */
export interface PasscodeRequest {
  /** Its window is the life of the code: that long it opens, so that long everything must allow it. */
  readonly request: Authorize
  readonly plan: PasscodePlan
}

export async function askPasscode(
  { tenants, passcodes }: Needs,
  environment: Environment,
  asked: Authorize,
  device: Device,
): Promise<PasscodeRequest> {
  const nowMs = environment.nowMs()
  const slotStart = slotFor(asked, nowMs)
  const { service, action } = asked
  const keys = await passcodes.keys(device.id)
  const plan = planPasscode(environment.crypto, {
    request: asked,
    slotStart,
    device: device.id,
    epoch: device.epoch,
    keypad: await passcodes.keypad(device.id),
    keys,
    told: await toldKeys({ tenants }, environment, device, keys),
    taken: await passcodes.taken({ device: device.id, service, action, slotStart }),
  })
  const { from, until } = lifeOf(slotStart)
  const isOver = asked.untilMs <= nowMs
  return { request: isOver ? asked : { ...asked, fromMs: from * 1000, untilMs: until * 1000 }, plan }
}
