import { expect, test } from 'vitest'
import type { AccessEventType } from './access-event.ts'
import { type BeganOpening, openingOf } from './opening.ts'

const opened: BeganOpening = {
  device: 'dev_1',
  seq: 1,
  type: 'opened',
  service: 'trunk.access',
  atMs: 100,
  timeState: 'synced',
  listedAtMs: 100,
}
const event = (type: AccessEventType, index: number) => ({ ...opened, type, seq: 2 + index, atMs: 101 + index, detail: '120' })

test.each<[string, readonly AccessEventType[], object]>([
  ['nothing more was told', [], { state: 'open' }],
  ['it was closed and locked', ['closed', 'secured'], { state: 'secured', closed: { atMs: 101 }, secured: { atMs: 102 } }],
  ['it was closed and not locked', ['closed'], { state: 'closed', closed: { atMs: 101 } }],
  ['it stood open too long, and was closed at last', ['left_open', 'closed'], { state: 'closed', leftOpenSeconds: 120 }],
  ['the lid bounced', ['opened', 'closed', 'secured'], { state: 'secured', closed: { atMs: 102 } }],
  ['the next opening came before it was locked', ['closed', 'opened', 'closed', 'secured'], { state: 'closed' }],
  ['a later opening ended otherwise', ['closed', 'secured', 'opened', 'left_open'], { state: 'secured' }],
  ['only the lock was told', ['secured'], { state: 'secured', secured: { atMs: 101 } }],
])('an opening after which %s', (_what, after, expected) => {
  const opening = openingOf(opened, after.map(event))
  expect(opening).toMatchObject(expected)
  expect('leftOpenSeconds' in opening).toBe('leftOpenSeconds' in expected)
})

test.each<[string, Partial<BeganOpening>, object]>([
  ['with a permit', { authorization: 'auth_1' }, { way: 'permit', state: 'open' }],
  ['with a key or a hand', {}, { way: 'by_hand', state: 'open' }],
  ['by a safety action', { type: 'safety_action', detail: 'release_from_inside' }, { way: 'safety_action', state: 'not_told' }],
])('an opening %s says so, and whether it must have an end', (_what, more, expected) => {
  expect(openingOf({ ...opened, ...more }, [])).toMatchObject(expected)
})

test('what a safety action opened may be closed as anything else', () => {
  expect(openingOf({ ...opened, type: 'safety_action' }, [event('closed', 0), event('secured', 1)]).state).toBe('secured')
})
