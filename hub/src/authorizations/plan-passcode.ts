import type { Crypto } from '@octroi/shared/crypto/crypto'
import { type Reason, satisfied, unsatisfied } from '@octroi/shared/decisions/action'
import { actionName } from '@octroi/shared/decisions/action-name'
import { authorizationAt, type Candidate, candidatesOf, keyOfSlot } from '@octroi/shared/decisions/passcode-code'
import { lifeOf, slotOf, slotSeconds } from '@octroi/shared/decisions/passcode-slot'
import type { RefusalCode } from '@octroi/shared/decisions/refusals'
import { invariant } from '@octroi/shared/errors/invariant'
import type { AuthorizationId, DeviceId } from '@octroi/shared/ids/id'
import { formatInstant } from '@octroi/shared/time/instant'
import type { PasscodeKey } from '@octroi/shared/wire/messages/passcode'
import type { AskedAction } from './authorization.ts'
import type { KeypadKey } from './keypad-key.ts'

/** The slot that serves a window: what is past of it cannot be used. */
export function slotFor({ fromMs }: Pick<AskedAction, 'fromMs'>, nowMs: number): number {
  return slotOf(Math.floor(Math.max(fromMs, nowMs) / 1000))
}

/** A slot and those beside it: their codes open while its own do. */
export function slotsBeside(slotStart: number): readonly number[] {
  return [slotStart - slotSeconds, slotStart, slotStart + slotSeconds].filter((start) => start >= 0)
}

export interface PasscodeAsked {
  readonly request: AskedAction
  readonly slotStart: number
  readonly device: DeviceId
  readonly epoch: number
  /** What its keypad may do. */
  readonly keypad: readonly string[]
  readonly keys: readonly KeypadKey[]
  /** Those keys that the device was told, with their bytes. */
  readonly told: readonly PasscodeKey[]
  /** Codes of the slot that were given away. */
  readonly taken: readonly number[]
}

export interface PasscodePlan {
  readonly reasons: readonly Reason[]
  /** The code that would be given; absent where none can be. */
  readonly given?: GivenPasscode
}

export interface GivenPasscode extends Candidate {
  readonly authorization: AuthorizationId
}

/** Whether a code can be given for what is asked, and which. */
export function planPasscode(crypto: Crypto, asked: PasscodeAsked): PasscodePlan {
  const { request, slotStart, device, keypad, keys, told, epoch } = asked
  const { from, until } = lifeOf(slotStart)
  const action = actionName(request.service, request.action)
  if (request.untilMs > until * 1000) {
    return refused('passcode_window', ` It must end by ${formatInstant(until * 1000)}.`)
  }
  if (!keypad.includes(action)) return refused('keypad_missing')
  const key = keyOfSlot(told, slotStart, epoch)
  if (key === undefined || keys.find(({ generation }) => generation === key.generation)?.isHeld !== true) {
    return refused('passcode_key_missing')
  }
  const candidate = freeCandidate(crypto, asked, action)
  if (candidate === undefined) return refused('passcodes_exhausted')
  const given = { ...candidate, authorization: authorizationAt(crypto, key.key, device, candidate) }
  const [opens, ends] = [formatInstant(from * 1000), formatInstant(until * 1000)]
  return { reasons: [satisfied('passcode', `A passcode is free; it opens once, from ${opens} to ${ends}.`)], given }
}

function refused(code: RefusalCode, more = ''): PasscodePlan {
  return { reasons: [unsatisfied('passcode', code, more)] }
}

/** The first code of the slot that is free and that nothing else typed at the keypad in its life equals. */
function freeCandidate(crypto: Crypto, asked: PasscodeAsked, action: string): Candidate | undefined {
  const { slotStart, keypad, told, taken } = asked
  const open = keypad.flatMap((name) => candidatesOf(crypto, { ...asked, keys: told }, name, slotsBeside(slotStart)))
  const isDistinct = ({ code }: Candidate): boolean => open.filter((other) => other.code === code).length === 1
  const own = open.filter((each) => each.action === action && each.slotStart === slotStart)
  invariant(own.length > 0, 'a slot with a key has codes')
  return own.find((each) => !taken.includes(each.n) && isDistinct(each))
}
