import { energy } from '../field/thing.ts'
import type { Invariant } from './invariant.ts'

export const nothingLost: Invariant = {
  name: 'nothing lost',
  says: 'The hub holds, or shows as set apart, every record that it acknowledged, and every reading that an agent wrote down and whose disk did not go back in time.',
  holds: async ({ truth }, { journals }) => {
    const wrong: string[] = []
    for (const { name, records, quarantined } of journals) {
      const held = new Set(records.map(({ seq }) => seq))
      const isSetApart = (seq: number): boolean =>
        quarantined.some(({ range }) => range !== undefined && seq >= range.first && seq <= range.last)
      const acknowledged = truth.through.get(name) ?? 0
      for (let seq = 1; seq <= acknowledged; seq++) {
        if (!held.has(seq) && !isSetApart(seq)) wrong.push(`record ${seq} of ${name} was acknowledged and is not there`)
      }
      const readings = records.filter(({ record }) => record.type === 'reading' && record.service === energy).length
      const written = truth.readings.get(name) ?? 0
      if (!truth.restored.has(name) && readings < written)
        wrong.push(`${name} wrote ${written} readings; the hub holds ${readings}`)
    }
    return wrong
  },
}
