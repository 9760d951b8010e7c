import { actionName } from '@octroi/shared/decisions/action-name'
import type { DeviceMachine } from '../field/device-machine.ts'
import { trunk } from '../field/thing.ts'
import type { Random } from '../random.ts'
import type { Surroundings } from '../surroundings.ts'
import type { Truth } from '../truth.ts'
import { orDark } from './or-dark.ts'

/** Types digits at the keypad of a device. What it answers, or `dark`. */
export async function typeCode(
  { surroundings, truth }: { readonly surroundings: Surroundings; readonly truth: Truth },
  device: DeviceMachine,
  passcode: string,
): Promise<string> {
  const shell = device.agent?.shell
  if (shell === undefined) return 'dark'
  const answer = await orDark(device, shell.enterPasscode({ action: actionName(trunk, 'open'), passcode }))
  if (answer === undefined) return 'dark'
  const said = answer.kind === 'refused' ? answer.code : answer.kind
  surroundings.tell(`${device.name} answers the digits ${passcode}: ${said}`)
  // Whoever types it is served: it has no holder.
  if (answer.kind === 'granted') {
    truth.admitted({
      device: device.name,
      authorization: answer.authorization,
      use: answer.use,
      permit: passcode,
      isHolder: true,
    })
  }
  return said
}

/** Digits that are not these. */
export function mistyped(passcode: string, random: Random): string {
  const place = random.below(passcode.length)
  const digit = (Number(passcode[place]) + random.between(1, 9)) % 10
  return `${passcode.slice(0, place)}${digit}${passcode.slice(place + 1)}`
}
