import { describe, expect, test } from 'vitest'
import type { OpenStorage } from './open-storage.ts'
import { newId } from './samples.ts'

export function usageContract({ write, read }: OpenStorage): void {
  describe('reading spans', () => {
    const span = (fromMs: number, untilMs: number) => ({ fromMs, untilMs })

    test.each([
      ['overlaps', span(5, 15), [span(0, 10)]],
      ['touches the end of', span(10, 15), [span(0, 10)]],
      ['touches the beginning of', span(15, 20), [span(20, 30)]],
      ['lies between two and touches both', span(10, 20), [span(0, 10), span(20, 30)]],
      ['lies apart from', span(11, 19), []],
      ['covers', span(-5, 50), [span(0, 10), span(20, 30)]],
    ])('are found in order by a time that %s them', async (_how, within, found) => {
      const [tenant, device] = [newId('tenant'), newId('device')]
      await write(tenant, ({ usage }) => usage.replaceSpans(device, 'energy', { old: [], now: [span(0, 10), span(20, 30)] }))
      const ask = (source: string, limit: number) =>
        read(tenant, ({ usage }) => usage.spans(device, source, { ...within, limit }))
      expect(await ask('energy', 10)).toEqual(found)
      expect(await ask('energy', 1)).toEqual(found.slice(0, 1))
      expect(await ask('water', 10)).toEqual([])
    })

    test('are replaced by what they became, and the others stay', async () => {
      const [tenant, device] = [newId('tenant'), newId('device')]
      const replace = (old: ReturnType<typeof span>[], now: ReturnType<typeof span>[]) =>
        write(tenant, ({ usage }) => usage.replaceSpans(device, 'energy', { old, now }))
      await replace([], [span(0, 10), span(20, 30), span(100, 110)])
      await replace([span(0, 10), span(20, 30)], [span(0, 30)])
      const all = await read(tenant, ({ usage }) => usage.spans(device, 'energy', { ...span(0, 1000), limit: 10 }))
      expect(all).toEqual([span(0, 30), span(100, 110)])
      await replace([span(0, 30)], [span(0, 40)])
      await replace([span(100, 110)], [span(90, 120)])
      const grown = await read(tenant, ({ usage }) => usage.spans(device, 'energy', { ...span(0, 1000), limit: 10 }))
      expect(grown).toEqual([span(0, 40), span(90, 120)])
    })
  })
}
