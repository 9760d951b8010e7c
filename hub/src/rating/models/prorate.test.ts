import { formatExact } from '@octroi/shared/money/decimal'
import type { Zone } from '@octroi/shared/time/zone'
import { expect, test } from 'vitest'
import { exactPrice } from '../exact-price.ts'
import { localDays, type Proration, periodPart, prorate, type TimeSpan } from './prorate.ts'

const span = (from: string, until: string): TimeSpan => ({ fromMs: Date.parse(from), untilMs: Date.parse(until) })
const march = span('2024-03-01T00:00:00Z', '2024-04-01T00:00:00Z')

test.each<[string, Proration, TimeSpan, TimeSpan, string]>([
  ['nothing is divided', 'none', march, span('2024-03-05T12:00:00Z', '2024-04-01T00:00:00Z'), '31'],
  ['all of it', 'day', march, march, '31'],
  ['a day that is begun is whole', 'day', march, span('2024-03-31T23:59:59Z', '2024-04-01T00:00:00Z'), '1'],
  ['the day of the end is whole too', 'day', march, span('2024-03-01T00:00:00Z', '2024-03-02T00:00:01Z'), '2'],
  ['none of it', 'day', march, span('2024-03-02T00:00:00Z', '2024-03-02T00:00:00Z'), '0'],
  ['by seconds', 'second', march, span('2024-03-16T12:00:00Z', '2024-04-01T00:00:00Z'), '15.5'],
])('%s', (_what, how, period, taken, expected) => {
  expect(formatExact(prorate(exactPrice('31'), periodPart('UTC' as Zone, how, period, taken)).exact)).toBe(expected)
})

test('days are local, and one of 23 or 25 hours is one', () => {
  const paris = 'Europe/Paris' as Zone
  expect(localDays(paris, span('2026-03-28T23:00:00Z', '2026-03-29T22:00:00Z'))).toBe(1)
  expect(localDays(paris, span('2026-10-24T22:00:00Z', '2026-10-25T23:00:00Z'))).toBe(1)
  expect(localDays(paris, span('2026-10-24T22:00:00Z', '2026-10-25T23:00:01Z'))).toBe(2)
})

test('says the step', () => {
  const part = periodPart('UTC' as Zone, 'day', march, span('2024-03-15T12:12:00Z', '2024-04-01T00:00:00Z'))
  expect(prorate(exactPrice('50000'), part).explanation).toEqual(['50000 × 17 of 31 days = 850000/31'])
})
