import { describe, expect, test } from 'vitest'
import { headOver, holeBefore, isGivenUp } from './gap-closing.ts'
import { advance, type BatchLink, emptyJournal } from './journal-head.ts'

const hash = (value: number): Uint8Array => new Uint8Array(32).fill(value)
const link = (first: number, previous: number): BatchLink => ({
  first,
  count: 1,
  boot: new Uint8Array(16).fill(1),
  previous: hash(previous),
  payloadHash: hash(first),
})

describe('a hole is given up', () => {
  const hole = { first: 4, last: 9 }
  test.each<[string, readonly [number, number][], boolean]>([
    ['by nothing', [], false],
    ['by itself', [[4, 9]], true],
    ['by more than itself', [[1, 99]], true],
    [
      'in parts, in any order',
      [
        [7, 9],
        [4, 6],
      ],
      true,
    ],
    [
      'in parts that overlap',
      [
        [6, 9],
        [4, 7],
        [5, 5],
      ],
      true,
    ],
    ['but for its first record', [[5, 9]], false],
    ['but for its last record', [[4, 8]], false],
    [
      'but for one between',
      [
        [4, 5],
        [7, 9],
      ],
      false,
    ],
  ])('%s', (_how, ranges, expected) => {
    expect(
      isGivenUp(
        hole,
        ranges.map(([first, last]) => ({ first, last })),
      ),
    ).toBe(expected)
  })
})

test('the chain goes on over a hole that is given up, unbroken', () => {
  const [next, after] = [link(5, 4), link(6, 5)]
  expect(holeBefore(next, emptyJournal)).toEqual({ first: 1, last: 4 })
  const { head, broken, missing } = advance(headOver(next), [next, after])
  expect([head.through, broken, missing]).toEqual([6, [], []])
})
