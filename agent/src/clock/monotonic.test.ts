import { expect, test } from 'vitest'
import { monotonicClock } from './monotonic.ts'

test('counts the time the machine slept, and never goes back', () => {
  let up = 1000
  const read = monotonicClock('linux', () => up)
  const before = read()
  up += 3600
  const after = read()
  expect(after - before).toBeGreaterThan(3_599_000)
  up -= 3600
  expect(read()).toBeGreaterThanOrEqual(after)
})

test('asks no other system for its uptime', () => {
  const read = monotonicClock('darwin', () => {
    throw new Error('not asked')
  })
  expect(read()).toBeGreaterThan(0)
})
