import { expect, test } from 'vitest'
import { nextAttemptAtMs } from './outbox-message.ts'

test('waits grow from a second to a day, and end after three days and some hours', () => {
  const waits: number[] = []
  for (let attempts = 1; ; attempts++) {
    const due = nextAttemptAtMs(attempts, 0)
    if (due === undefined) break
    waits.push(due / 1000)
  }
  expect(waits).toEqual([1, 5, 30, 120, 600, 3600, 10_800, 21_600, 43_200, 86_400, 86_400])
  expect(waits).toEqual(waits.toSorted((left, right) => left - right))
  expect(waits.reduce((sum, wait) => sum + wait, 0)).toBeGreaterThan(2.9 * 86_400)
})
