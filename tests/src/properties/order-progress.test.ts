import {
  beginOrder,
  completeStep,
  endOrder,
  isOpen,
  isReady,
  type OrderEnd,
  type OrderProgress,
  type OrderStep,
} from '@octroi/hub/orders/order-progress'
import { type OrderStepKind, orderSteps } from '@octroi/shared/api/vocabulary'
import fc from 'fast-check'
import { expect, test } from 'vitest'

type Act = OrderStepKind | OrderEnd

/** What the use cases do: what is refused changes nothing, and what is ready is fulfilled. */
function acted(progress: OrderProgress, act: Act, atMs: number): OrderProgress {
  if (act === 'fulfilled' && isOpen(progress) && !isReady(progress)) return progress
  const step = orderSteps.find((kind) => kind === act)
  const done = step === undefined ? endOrder(progress, act as OrderEnd, { atMs }) : completeStep(progress, step, { atMs })
  const next = done.ok ? done.value : progress
  return isReady(next) ? acted(next, 'fulfilled', atMs) : next
}

test('whatever comes in whatever order, an order ends once at most, is fulfilled with every step done, and forgets nothing', () => {
  const acts = fc.array(
    fc.tuple(fc.constantFrom<Act>(...orderSteps, 'fulfilled', 'rejected', 'cancelled', 'expired'), fc.nat(120)),
  )
  fc.assert(
    fc.property(fc.subarray([...orderSteps]), acts, (kinds, came) => {
      const steps = kinds.map((kind) => ({ kind }))
      let progress = beginOrder(steps, { atMs: 0, expiresAtMs: 100 })
      if (isReady(progress)) progress = acted(progress, 'fulfilled', 0)
      for (const [act, atMs] of came) {
        const next = acted(progress, act, atMs)
        // What was written stays, and the same again changes nothing.
        expect(next.history.slice(0, progress.history.length)).toEqual(progress.history)
        expect(acted(next, act, atMs)).toEqual(next)
        expect(isOpen(progress) ? undefined : next).toEqual(isOpen(progress) ? undefined : progress)
        progress = next
      }
      const ends = progress.history.filter(({ type }) => ['fulfilled', 'rejected', 'cancelled', 'expired'].includes(type))
      expect(ends.map(({ type }) => type)).toEqual(isOpen(progress) ? [] : [progress.state])
      const isDone = ({ doneAtMs }: OrderStep): boolean => doneAtMs !== undefined
      expect(progress.state === 'fulfilled' ? progress.steps.every(isDone) : !isReady(progress)).toBe(true)
    }),
  )
})
