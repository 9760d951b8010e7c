import { equalBytes } from '../crypto/bytes.ts'
import type { Crypto } from '../crypto/crypto.ts'
import { invariant } from '../errors/invariant.ts'
import type { AuthorizationId } from '../ids/id.ts'
import type { PasscodeKey } from '../wire/messages/passcode.ts'
import { authorizationAt, type Candidate, candidatesOf, keyOfSlot } from './passcode-code.ts'
import { openSlots } from './passcode-slot.ts'
import type { PermitFacts } from './permit.ts'
import type { RefusalCode } from './refusals.ts'

/** What a device knows when a code is typed at its keypad. */
export interface PasscodeFacts
  extends Pick<PermitFacts, 'device' | 'time' | 'epoch' | 'trustsPermitsFrom' | 'isRevoked' | 'usesSpent' | 'hindrance'> {
  /** `service:action` of what its keypad may do. */
  readonly keypad: ReadonlySet<string>
  readonly keys: readonly PasscodeKey[]
  /** Too many wrong codes were typed lately. */
  readonly isLocked: boolean
}

export interface TypedPasscode {
  readonly action: string
  /** Eight decimal digits. */
  readonly passcode: string
}

export type PasscodeDecision =
  | { readonly granted: true; readonly authorization: AuthorizationId; readonly candidate: Candidate }
  /** The authorization is named only to whoever typed its code. */
  | { readonly granted: false; readonly code: RefusalCode; readonly authorization?: AuthorizationId }

/** A code counts once, whatever its slot holds. */
const passcodeUses = 1

/**
 * Decides offline whether a code opens now. What is typed is compared with every code that opens, whichever fits, in
 * constant time; a locked keypad compares nothing. Wrong and over are one answer, so that nobody learns which codes were.
 */
export function decidePasscode(crypto: Crypto, { action, passcode }: TypedPasscode, facts: PasscodeFacts): PasscodeDecision {
  if (!facts.keypad.has(action)) return { granted: false, code: 'keypad_missing' }
  if (facts.time.state !== 'synced') return { granted: false, code: 'time_not_synced' }
  if (facts.isLocked) return { granted: false, code: 'passcodes_locked' }
  // In doubt a code is over, and one whose slot is about to begin opens.
  const slots = openSlots(Math.floor((facts.time.nowMs + facts.time.uncertaintyMs) / 1000))
  const candidates = candidatesOf(crypto, facts, action, slots)
  if (candidates.length === 0) return { granted: false, code: 'passcode_key_missing' }
  const [candidate, another] = fitting(candidates, passcode)
  // The hub gives no code that another one equals.
  if (candidate === undefined || another !== undefined) return { granted: false, code: 'passcode_unknown' }
  const key = keyOfSlot(facts.keys, candidate.slotStart, facts.epoch)
  invariant(key !== undefined, 'a candidate was made with a key')
  const authorization = authorizationAt(crypto, key.key, facts.device, candidate)
  const code = refusedByStanding(candidate, authorization, facts)
  return code === undefined ? { granted: true, authorization, candidate } : { granted: false, code, authorization }
}

/** Looks at every candidate to its end, so that the time taken tells nothing of them. */
function fitting(candidates: readonly Candidate[], passcode: string): readonly Candidate[] {
  const typed = new TextEncoder().encode(passcode)
  return candidates.filter(({ code }) => equalBytes(new TextEncoder().encode(code), typed))
}

function refusedByStanding(
  { action, slotStart }: Candidate,
  authorization: AuthorizationId,
  facts: PasscodeFacts,
): RefusalCode | undefined {
  if (facts.isRevoked(authorization)) return 'revoked'
  // Its slot had begun when the device lost its memory, so it may have been used already.
  if (slotStart < facts.trustsPermitsFrom) return 'device_restored'
  return facts.usesSpent(authorization) >= passcodeUses ? 'passcode_used' : facts.hindrance(action)
}
