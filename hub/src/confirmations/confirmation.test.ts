import type { Confirmation, ConfirmedOutcome } from '@octroi/shared/api/confirmation'
import { rational } from '@octroi/shared/money/rational'
import { expect, test } from 'vitest'
import type { AccessEventType } from '../authorizations/access-event.ts'
import { confirmation } from './confirmation.ts'

test.each<[ConfirmedOutcome, readonly AccessEventType[], string]>([
  ['completed', ['granted', 'actuated', 'opened', 'closed', 'secured'], 'Opened, closed again and secured.'],
  ['completed', ['granted', 'performed'], 'Carried out.'],
  ['left_open', ['granted', 'actuated', 'opened', 'left_open'], 'Opened and not closed within the time allowed.'],
  ['expired', [], 'Not used while its window lasted.'],
])('%s after %j is told so', (outcome, types, sentence) => {
  const authorization = {
    id: 'auth_1',
    decision: 'granted',
    requester: 'acct_1',
    device: 'dev_1',
    service: 'home.scenes',
    action: 'run',
    fromMs: 0,
    untilMs: 10,
    reasons: [],
    decidedAtMs: 0,
    subscription: 'sub_1',
    quote: { amount: { minor: 0n, currency: 'EUR' as never }, exact: rational(0n), explanation: [] },
    permit: new Uint8Array(),
    outcome,
  } as const
  const events = types.map((type, index) => {
    return { device: 'dev_1', seq: index + 1, type, service: 'home.scenes', atMs: index, timeState: 'synced' } as const
  })
  const facts = { authorization, outcome, events, proof: undefined, nowMs: 20, mode: 'test' } as const
  const { payload, key } = confirmation(facts, { id: 'msg_1', endpoint: 'hook_1' })
  const { data } = JSON.parse(payload) as Confirmation
  expect(data).toMatchObject({ outcome, sentence, records: types.map((type) => ({ type })) })
  expect(key).toBe(`auth_1 ${outcome} hook_1`)
})
