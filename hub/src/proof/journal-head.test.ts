import { describe, expect, test } from 'vitest'
import { advance, type BatchLink, emptyJournal, type JournalHead, place } from './journal-head.ts'

const bytes = (length: number, byte: number): Uint8Array => new Uint8Array(length).fill(byte)
const boots = { a: bytes(16, 1), b: bytes(16, 2) }

/** Batches `[first, count]` that chain one to the next, starting after nothing. */
function chain(...slices: readonly (readonly [first: number, count: number])[]): BatchLink[] {
  let previous = emptyJournal.head
  return slices.map(([first, count], index) => {
    const link = { first, count, boot: boots.a, previous, payloadHash: bytes(32, index + 1) }
    previous = link.payloadHash
    return link
  })
}

const whole = chain([1, 10], [11, 1], [12, 5])
const [first, second, third] = whole as [BatchLink, BatchLink, BatchLink]
const after = (link: BatchLink): JournalHead => ({
  boot: link.boot,
  through: link.first + link.count - 1,
  head: link.payloadHash,
})

describe('placing a batch', () => {
  test('new, where nothing stored overlaps it', () => expect(place(second, [])).toEqual({ kind: 'new' }))
  test('a duplicate, where it is stored already', () => expect(place(second, [second])).toEqual({ kind: 'duplicate' }))

  test.each([
    ['a fork, where the same boot tells the same records otherwise', boots.a, 'fork'],
    ['restored, where another boot reuses the numbers', boots.b, 'restored'],
  ])('%s', (_what, boot, verdict) => {
    const other = { ...second, boot, payloadHash: bytes(32, 99) }
    expect(place(other, [second])).toEqual({ kind: 'conflict', verdict })
    expect(place({ ...other, first: 9, count: 4 }, [first, second])).toEqual({
      kind: 'conflict',
      verdict: boot === boots.a ? 'fork' : 'restored',
    })
  })
})

describe('advancing the head', () => {
  test('over everything that follows without a hole', () => {
    expect(advance(emptyJournal, whole)).toEqual({ head: after(third), missing: [], waiting: [], broken: [] })
  })

  test('stays before a hole and names it', () => {
    const behind = [second, third]
    const before = { head: emptyJournal, missing: [{ first: 1, last: 10 }], waiting: behind, broken: [] }
    expect(advance(emptyJournal, behind)).toEqual(before)
    const missing = [{ first: 11, last: 11 }]
    expect(advance(after(first), [third])).toEqual({ head: after(first), missing, waiting: [third], broken: [] })
  })

  test('names every hole', () => {
    const far = { ...third, first: 30, count: 1 }
    expect(advance(after(first), [third, far]).missing).toEqual([
      { first: 11, last: 11 },
      { first: 17, last: 29 },
    ])
  })

  test('goes on over what waited when the hole closes', () => {
    expect(advance(after(first), [second, third]).head).toEqual(after(third))
  })

  test.each([
    ['a fork, within one boot', boots.a, 'fork'],
    ['restored, in another boot', boots.b, 'restored'],
  ])('goes past a batch that follows something else, and tells it: %s', (_what, boot, verdict) => {
    const stray = { ...second, boot, previous: bytes(32, 77) }
    const next = { ...third, boot }
    const broken = [{ link: stray, verdict }]
    expect(advance(after(first), [stray, next])).toEqual({ head: after(next), missing: [], waiting: [], broken })
  })

  test('a receipt carries at most 64 holes', () => {
    const scattered = Array.from({ length: 100 }, (_, index) => ({ ...third, first: 20 + index * 2, count: 1 }))
    expect(advance(after(first), scattered).missing).toHaveLength(64)
  })
})
