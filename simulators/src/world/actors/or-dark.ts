import type { DeviceMachine } from '../field/device-machine.ts'

/** What the device answers, or undefined where it goes dark meanwhile. */
export function orDark<T>(device: DeviceMachine, answer: Promise<T>): Promise<T | undefined> {
  return Promise.race([answer, device.darkness()])
}
