import { askDevice, type Presented } from './ask-device.ts'

/** A courier without a phone, at the keypad of a thing: it needs no key, only the digits it was given. */
export function typePasscode(localUrl: string, service: string, passcode: string): Promise<Presented> {
  return askDevice(`${localUrl}/passcodes`, { service, passcode })
}
