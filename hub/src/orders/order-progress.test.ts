import { type OrderStepKind, orderSteps } from '@octroi/shared/api/vocabulary'
import { describe, expect, test } from 'vitest'
import {
  beginOrder,
  completeStep,
  endOrder,
  isExpired,
  isOpen,
  isReady,
  type OrderEnd,
  type OrderProgress,
} from './order-progress.ts'

const by = 'opr_01h455vb4pex5vsknk084sn02q' as const

type Act = OrderStepKind | OrderEnd

function begun(...kinds: readonly OrderStepKind[]): OrderProgress {
  return beginOrder(
    kinds.map((kind) => ({ kind })),
    { atMs: 0, expiresAtMs: 100 },
  )
}

function isStep(act: Act): act is OrderStepKind {
  return orderSteps.some((step) => step === act)
}

/** Fulfils where it is ready, as the use case does; refused acts change nothing. */
function acted(progress: OrderProgress, act: Act, atMs: number): OrderProgress {
  if (act === 'fulfilled' && isOpen(progress) && !isReady(progress)) return progress
  const done = isStep(act) ? completeStep(progress, act, { atMs, by }) : endOrder(progress, act, { atMs, by, reason: 'sample' })
  const next = done.ok ? done.value : progress
  return isReady(next) ? acted(next, 'fulfilled', atMs) : next
}

const words = ({ state, history }: OrderProgress): string => `${state}: ${history.map(({ type }) => type).join(' ')}`

describe('an order', () => {
  test.each<[readonly OrderStepKind[], readonly Act[], string]>([
    [['approval'], [], 'placed: placed'],
    [['payment'], [], 'waiting: placed waiting'],
    [['approval'], ['approval'], 'fulfilled: placed approved fulfilled'],
    [['approval', 'claim'], ['approval'], 'waiting: placed approved waiting'],
    [['approval', 'claim'], ['claim'], 'placed: placed claimed'],
    [['approval', 'claim'], ['claim', 'approval'], 'fulfilled: placed claimed approved fulfilled'],
    [['claim', 'payment'], ['payment', 'claim'], 'fulfilled: placed waiting paid claimed fulfilled'],
    [['payment'], ['payment', 'payment'], 'fulfilled: placed waiting paid fulfilled'],
    [['payment'], ['rejected', 'payment'], 'rejected: placed waiting rejected'],
    [['payment'], ['cancelled', 'rejected', 'cancelled'], 'cancelled: placed waiting cancelled'],
    [['payment'], ['payment', 'cancelled'], 'fulfilled: placed waiting paid fulfilled'],
    [['consent'], ['expired', 'consent'], 'expired: placed waiting expired'],
    [['consent'], ['fulfilled'], 'waiting: placed waiting'],
    [['consent'], ['payment'], 'waiting: placed waiting'],
  ])('that waits for %j, after %j is %s', (steps, acts, expected) => {
    let progress = begun(...steps)
    for (const act of acts) progress = acted(progress, act, 1)
    expect(words(progress)).toBe(expected)
  })

  test('goes no further once its time is over, and says so until it is written', () => {
    const late = begun('payment')
    expect([isExpired(late, 99), isExpired(late, 100)]).toEqual([false, true])
    expect(completeStep(late, 'payment', { atMs: 100 })).toMatchObject({ ok: false, error: { code: 'order_expired' } })
  })

  test.each<[Act, Act, string]>([
    ['cancelled', 'payment', 'order_not_waiting'],
    ['payment', 'cancelled', 'order_not_waiting'],
    ['payment', 'approval', 'order_step_not_asked'],
  ])('after %s refuses %s with %s', (first, then, code) => {
    const progress = acted(begun('payment'), first, 1)
    const done = isStep(then) ? completeStep(progress, then, { atMs: 2 }) : endOrder(progress, then, { atMs: 2 })
    expect(done).toMatchObject({ ok: false, error: { code } })
  })
})
