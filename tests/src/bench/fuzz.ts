import { tamper } from '../fuzz/tampering.ts'
import type { Bench, Told } from './measure.ts'

/** Permits, batches and receipts that were tampered with: each is refused, and none makes whoever reads it throw. */
export const fuzz: Bench = {
  title: ({ runs, seed }) =>
    `${runs.toLocaleString('en')} permits, commands, links, batches and receipts tampered with, from the seed "${seed}"`,
  run: async ({ runs, seed }) => {
    const startedAtMs = performance.now()
    const { tried, byTampering, byVerdict, findings } = tamper(seed, runs)
    const perSecond = Math.round((tried * 1000) / (performance.now() - startedAtMs))
    const counts = (of: ReadonlyMap<string, number>): readonly Told[] =>
      [...of].toSorted(([left], [right]) => left.localeCompare(right, 'en')).map(([what, count]) => ({ what, count }))
    return [
      { what: 'tampered with and read', perSecond },
      ...counts(byTampering),
      ...counts(byVerdict),
      ...findings.map(({ index, kind, tampering, verdict, hex }) => ({
        what: `number ${index}, ${kind}: ${tampering}: ${verdict}`,
        hex,
      })),
      { what: 'findings', count: findings.length },
    ]
  },
}
