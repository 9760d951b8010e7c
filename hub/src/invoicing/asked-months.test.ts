import { expect, test } from 'vitest'
import { askedMonths } from './asked-months.ts'

const nowMs = Date.parse('2026-01-23T12:00:00Z')

test.each<[string | undefined, string | undefined, string]>([
  [undefined, undefined, '2025-12 2025-12'],
  ['2025-03', undefined, '2025-03 2025-03'],
  [undefined, '2025-03', '2025-03 2025-03'],
  ['2024-11', '2026-01', '2024-11 2026-01'],
  ['2024-01', '2025-12', '2024-01 2025-12'],
  ['2024-01', '2026-01', 'to out_of_range'],
  ['2025-03', '2025-02', 'to out_of_range'],
  ['soon', '2025-13', 'from invalid, to invalid'],
  ['', '', 'from invalid, to invalid'],
])('from %s to %s is %s', (from, to, expected) => {
  const asked = askedMonths(from, to, nowMs)
  const said = asked.ok
    ? `${asked.value.from} ${asked.value.to}`
    : (asked.error.faults ?? []).map(({ path, code }) => `${path} ${code}`).join(', ')
  expect(said).toBe(expected)
})
