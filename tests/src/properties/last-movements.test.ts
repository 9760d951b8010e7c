import { type Movement, moved, neverMoved } from '@octroi/hub/authorizations/last-movement'
import fc from 'fast-check'
import { expect, test } from 'vitest'

test('whether it stands open depends on the journal, not on the order of arrival', () => {
  const movement = fc.constantFrom<Movement['type'][]>('opened', 'closed', 'secured', 'actuated')
  fc.assert(
    fc.property(fc.array(movement, { maxLength: 12 }), fc.infiniteStream(fc.nat()), (types, order) => {
      const journal = types.map((type, index): Movement => ({ type, seq: index + 1, listedAtMs: index }))
      const shuffled = journal
        .map((each) => ({ each, key: order.next().value ?? 0 }))
        .toSorted((left, right) => left.key - right.key)
        .map(({ each }) => each)
      const last = journal.findLast(({ type }) => type !== 'actuated')
      const { openedSeq, closedSeq, openSinceMs } = shuffled.reduce(moved, neverMoved)
      expect(openSinceMs !== undefined).toBe(last?.type === 'opened')
      expect({ openedSeq, closedSeq }).toEqual({
        openedSeq: journal.findLast(({ type }) => type === 'opened')?.seq ?? 0,
        closedSeq: journal.findLast(({ type }) => type === 'closed' || type === 'secured')?.seq ?? 0,
      })
    }),
  )
})
