import type { QuarantineEntry } from '@octroi/hub/proof/quarantine.store'
import { energy, readingQuantity } from '../field/thing.ts'
import type { Invariant } from './invariant.ts'

export const nothingDoubled: Invariant = {
  name: 'nothing doubled',
  says: 'A reading stands in a journal once, and the usage of a month is the sum of the readings that the hub holds and does not show as set apart before they were counted, each counted once.',
  holds: async ({ truth, hub, business }, { journals }) => {
    const wrong: string[] = []
    let readings = 0
    for (const { name, records, quarantined } of journals) {
      const told = records.filter(({ record }) => record.type === 'reading' && record.service === energy)
      const apart = quarantined.flatMap((entry) => (entry.range === undefined || stands(entry) ? [] : [entry.range]))
      const counted = told.filter(({ seq }) => !apart.some(({ first, last }) => seq >= first && seq <= last))
      readings += counted.length
      // A device that forgot that it told an interval may tell it again: the hub sets it apart.
      const own = truth.restored.has(name) ? counted : told
      const starts = own.flatMap(({ record }) => (record.type === 'reading' ? [record.body.start] : []))
      if (new Set(starts).size < starts.length) wrong.push(`${name} tells an interval twice`)
    }
    const path = `/v1/subscriptions/${business.supply}/usage?period=2026-03`
    const { body } = await hub.ask('GET', path, { token: business.operator })
    const [sum] = body.items
    const counted = { records: sum?.records ?? 0, quantity: String(sum?.quantity ?? '0') }
    const expected = { records: readings, quantity: String((BigInt(readings) * readingQuantity) / 1_000_000_000n) }
    if (counted.records !== expected.records || counted.quantity !== expected.quantity) {
      wrong.push(`${JSON.stringify(counted)} was counted of ${JSON.stringify(expected)}`)
    }
    return wrong
  },
}

/**
 * Whether what the hub holds at that place counts all the same: another boot of a restored disk told other things under its
 * numbers, it was counted before it was found out, or it came whole after it had come damaged or been given up.
 */
function stands({ verdict, overlap, isCounted }: QuarantineEntry): boolean {
  return overlap !== undefined || isCounted === true || verdict === 'wrong_root' || verdict === 'gap'
}
