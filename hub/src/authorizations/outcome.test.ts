import type { Outcome } from '@octroi/shared/api/vocabulary'
import { expect, test } from 'vitest'
import type { AccessEvent, AccessEventType } from './access-event.ts'
import { outcomeOf } from './outcome.ts'

const events = (...types: readonly AccessEventType[]): AccessEvent[] =>
  types.map((type, index) => ({ device: 'dev_1', seq: index + 1, type, service: 'trunk.access', atMs: 0, timeState: 'synced' }))

test.each<[Outcome, AccessEventType[]]>([
  ['pending', []],
  ['pending', ['refused']],
  ['pending', ['granted']],
  ['pending', ['granted', 'actuated']],
  ['failed', ['granted', 'failed']],
  ['unknown', ['granted', 'outcome_unknown']],
  ['opened', ['granted', 'actuated', 'opened']],
  ['opened', ['granted', 'actuated', 'opened', 'closed']],
  ['left_open', ['granted', 'actuated', 'opened', 'left_open']],
  ['left_open', ['granted', 'actuated', 'opened', 'left_open', 'closed']],
  ['completed', ['granted', 'actuated', 'opened', 'closed', 'secured']],
  ['completed', ['granted', 'actuated', 'opened', 'left_open', 'closed', 'secured']],
  ['completed', ['granted', 'opened', 'closed', 'secured', 'refused']],
  // Typed as a passcode, it goes the same ways.
  ['pending', ['passcode_granted']],
  ['unknown', ['passcode_granted', 'outcome_unknown']],
  ['completed', ['passcode_granted', 'opened', 'closed', 'secured', 'refused']],
  ['opened', ['closed', 'secured', 'passcode_granted', 'opened']],
  // Closed and secured before it was opened prove nothing about afterwards.
  ['opened', ['closed', 'secured', 'granted', 'opened']],
  ['opened', ['granted', 'closed', 'secured', 'opened']],
])('%s after %j', (outcome, types) => {
  const list = events(...types)
  expect(outcomeOf(list)).toBe(outcome)
  expect(outcomeOf(list.toReversed()), 'in whatever order they arrive').toBe(outcome)
})

test.each(['cancelled', 'expired'] as const)('%s stays so until a record tells of use', (before) => {
  expect(outcomeOf(events('refused'), before)).toBe(before)
  expect(outcomeOf(events('granted', 'opened'), before)).toBe('opened')
  expect(outcomeOf(events('passcode_granted', 'opened'), before)).toBe('opened')
})
