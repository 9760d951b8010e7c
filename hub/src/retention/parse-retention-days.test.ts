import { expect, test } from 'vitest'
import { parseRetentionDays } from './parse-retention-days.ts'

test.each([
  ['', {}],
  ['access_events=365', { access_events: 365 }],
  [' batches = 62 , audit_entries=3650 ', { batches: 62, audit_entries: 3650 }],
])('%j chooses %o', (text, chosen) => {
  expect(parseRetentionDays(text)).toEqual({ ok: true, value: chosen })
})

test('every fault is told at once', () => {
  const read = parseRetentionDays('batches=61,ledger_postings=10,spent_nonces=3,outbox=1e3,leases')
  expect(read.ok ? [] : read.error.map(({ path, code }) => `${path} ${code}`)).toEqual([
    'batches out_of_range',
    'ledger_postings unknown',
    'spent_nonces unknown',
    'outbox out_of_range',
    'leases out_of_range',
  ])
})
