import { expect, test } from 'vitest'
import { type Movement, moved, neverMoved } from './last-movement.ts'

const at = (type: Movement['type'], seq: number): Movement => ({ type, seq, listedAtMs: seq * 100 })
const after = (...movements: readonly Movement[]) => movements.reduce(moved, neverMoved)

test.each([
  ['nothing', [], false],
  ['an opening', [at('opened', 1)], true],
  ['an opening and its closing', [at('opened', 1), at('closed', 2)], false],
  ['a closing that is told before its opening', [at('closed', 2), at('opened', 1)], false],
  ['an opening after a closing', [at('closed', 2), at('opened', 3)], true],
  ['what was only locked', [at('opened', 1), at('secured', 2)], false],
  ['what was left open', [at('opened', 1), at('left_open', 2)], true],
] as const)('%s', (_what, movements, isOpen) => {
  expect(after(...movements).openSinceMs !== undefined).toBe(isOpen)
})

test('it stands open since the last opening, whatever is told late', () => {
  const since = { openedSeq: 4, openSinceMs: 400 }
  expect(after(at('opened', 1), at('opened', 4))).toEqual({ ...since, closedSeq: 0 })
  expect(after(at('opened', 4), at('opened', 1), at('closed', 2))).toEqual({ ...since, closedSeq: 2 })
})
