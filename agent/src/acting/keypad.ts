import { actionName } from '@octroi/shared/decisions/action-name'
import type { PasscodeKeys } from '@octroi/shared/wire/messages/passcode'
import { keypadActionsAtMost } from '@octroi/shared/wire/messages/session'
import type { Driver } from '../drivers/driver.ts'
import type { WrongPasscodes } from './wrong-passcodes.ts'

/** The keypad of the thing, where it has one. */
export interface Keypad {
  /** `service:action` of what it may do. */
  readonly actions: ReadonlySet<string>
  /**
   * As the hub told them in this boot. They are in memory alone: the session that brings them brings the time as well, and
   * without that no code is taken.
   */
  readonly told: Pick<PasscodeKeys, 'keys' | 'maxOpenSeconds'> | undefined
  readonly wrong: WrongPasscodes
}

export const noKeypad: Keypad = { actions: new Set(), told: undefined, wrong: { earlier: [], own: [] } }

/** What a driver declares of its keypad, each action one it offers. */
export function keypadActions({ services, keypad = [] }: Pick<Driver, 'services' | 'keypad'>): ReadonlySet<string> {
  const names = keypad.map(({ service, action }) => {
    if (services[service]?.includes(action) !== true) throw new Error(`the keypad has ${service}:${action}, which is not offered`)
    return actionName(service, action)
  })
  if (names.length > keypadActionsAtMost) throw new Error(`a keypad has at most ${keypadActionsAtMost} actions`)
  return new Set(names)
}
