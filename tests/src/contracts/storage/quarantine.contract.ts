import type { Quarantined } from '@octroi/hub/proof/quarantine.store'
import type { Verdict } from '@octroi/hub/proof/verdict'
import { describe, expect, test } from 'vitest'
import { type OpenStorage, pagesOf } from './open-storage.ts'
import { bytes, newId, sampleQuarantined } from './samples.ts'

export function quarantineContract({ write, read }: OpenStorage): void {
  describe('what is set apart', () => {
    test('the same thing is quarantined once', async () => {
      const [tenant, entry] = [newId('tenant'), sampleQuarantined()]
      const quarantine = () => write(tenant, ({ journals }) => journals.quarantine(entry))
      expect([await quarantine(), await quarantine()]).toEqual([true, false])
      const { bytes: _, ...kept } = entry
      expect(await read(tenant, ({ journals }) => journals.quarantined(entry.device))).toStrictEqual([kept])
    })

    test('the same bytes are quarantined again for another reason or from another device', async () => {
      const [tenant, entry] = [newId('tenant'), sampleQuarantined()]
      const others = [{ verdict: 'fork' }, { device: newId('device') }, { bytesHash: bytes(32, 9) }] as const
      const isNew = await write(tenant, async ({ journals }) => {
        const answers: boolean[] = []
        for (const more of [{}, ...others]) answers.push(await journals.quarantine({ ...entry, ...more }))
        return answers
      })
      expect(isNew).toEqual([true, true, true, true])
      expect(await read(tenant, ({ journals }) => journals.quarantined(entry.device))).toHaveLength(3)
    })

    test('what was quarantined last comes first', async () => {
      const [tenant, device] = [newId('tenant'), newId('device')]
      await write(tenant, async ({ journals }) => {
        for (const receivedAtMs of [9, 100, 20]) {
          await journals.quarantine(sampleQuarantined({ device, receivedAtMs, bytesHash: bytes(32, receivedAtMs) }))
        }
      })
      const quarantined = await read(tenant, ({ journals }) => journals.quarantined(device))
      expect(quarantined.map(({ receivedAtMs }) => receivedAtMs)).toEqual([100, 20, 9])
    })

    test('is listed whole, newest first, in pages that meet, and by its state', async () => {
      const [tenant, device, by] = [newId('tenant'), newId('device'), newId('account')]
      const entries = [5, 9, 5, 5, 7, 9].map((receivedAtMs, index) =>
        sampleQuarantined({ device, receivedAtMs, bytesHash: bytes(32, index + 1), verdict: index === 3 ? 'fork' : 'restored' }),
      )
      await write(tenant, async ({ journals }) => {
        for (const entry of [...entries, sampleQuarantined()]) await journals.quarantine(entry)
        for (const entry of entries.slice(0, 2)) {
          await journals.decide(entry, { state: 'dismissed', by, atMs: 20, reason: 'noise' })
        }
      })
      const newest = [6, 2, 5, 4, 3, 1]
      const listed = async (limit: number, state?: 'waiting' | 'dismissed' | 'released') => {
        const pages = await pagesOf(limit, (page) => read(tenant, ({ journals }) => journals.quarantinePage(page, device, state)))
        return pages.flat().map(({ bytesHash }) => bytesHash[0])
      }
      for (const limit of [1, 2, 5, 6]) expect(await listed(limit)).toEqual(newest)
      expect(await listed(1, 'dismissed')).toEqual([2, 1])
      expect(await listed(3, 'waiting')).toEqual([6, 5, 4, 3])
      expect(await listed(3, 'released')).toEqual([])
    })

    test('is found with its bytes by verdict and hash, and keeps what was decided of it alone', async () => {
      const [tenant, by, entry] = [newId('tenant'), newId('account'), sampleQuarantined()]
      const other = { ...entry, verdict: 'malformed' } as const
      const decision = { state: 'released', by, atMs: 44, reason: 'it was right' } as const
      await write(tenant, async ({ journals }) => {
        for (const each of [entry, other]) await journals.quarantine(each)
        await journals.decide({ ...entry, overlap: bytes(16, 2) }, decision)
      })
      const found = (key: Quarantined) => read(tenant, ({ journals }) => journals.findQuarantined(key.device, key))
      expect(await found(entry)).toStrictEqual({ ...entry, overlap: bytes(16, 2), decision })
      expect(await found(other)).toStrictEqual(other)
      expect(await found({ ...entry, bytesHash: bytes(32, 99) })).toBeUndefined()
      expect(await found({ ...entry, device: newId('device') })).toBeUndefined()
    })

    test('gaps are known by the records they share with a range', async () => {
      const [tenant, device] = [newId('tenant'), newId('device')]
      const ranges = [
        [1, 3],
        [5, 5],
        [7, 9],
      ] as const
      await write(tenant, async ({ journals }) => {
        for (const [first, last] of ranges) {
          const more = { device, range: { first, last }, bytesHash: bytes(32, first) }
          await journals.quarantine(sampleQuarantined({ ...more, verdict: 'gap' }))
          await journals.quarantine(sampleQuarantined({ ...more, verdict: 'repeated', range: { first: 1, last: 9 } }))
        }
      })
      const gaps = async (first: number, last: number) =>
        (await read(tenant, ({ journals }) => journals.gaps(device, { first, last })))
          .map((range) => range.first)
          .toSorted((left, right) => left - right)
      expect([await gaps(1, 9), await gaps(3, 5), await gaps(4, 4), await gaps(6, 7)]).toEqual([[1, 5, 7], [1, 5], [], [7]])
    })

    test.each<[string, Verdict, Partial<Quarantined>, doubt: readonly [before: boolean, since: boolean]]>([
      ['lost records', 'gap', {}, [true, false]],
      [
        'lost records that were given up',
        'gap',
        { decision: { state: 'dismissed', by: 'acct_x', atMs: 1, reason: 'x' } },
        [true, false],
      ],
      ['a batch without its records', 'wrong_root', {}, [true, false]],
      ['a clock nobody believes', 'clock_suspect', {}, [true, true]],
      [
        'a clock that was looked at',
        'clock_suspect',
        { decision: { state: 'released', by: 'acct_x', atMs: 1, reason: 'x' } },
        [false, false],
      ],
      ['an overlap', 'restored', {}, [true, false]],
      ['an unreadable record', 'unreadable_record', {}, [true, false]],
      ['an overlap that had been counted', 'restored', { isCounted: true }, [false, false]],
      ['a forged batch', 'bad_signature', {}, [false, false]],
      ['a reading told again', 'repeated', {}, [false, false]],
    ])('%s: whether the journal is in doubt', async (_what, verdict, more, [before, since]) => {
      const [tenant, device] = [newId('tenant'), newId('device')]
      await write(tenant, ({ journals }) =>
        journals.quarantine(sampleQuarantined({ device, verdict, receivedAtMs: 50, ...more })),
      )
      const doubt = (sinceMs: number) => read(tenant, ({ journals }) => journals.isInDoubt(device, sinceMs))
      expect([await doubt(50), await doubt(51)]).toEqual([before, since])
      expect(await read(tenant, ({ journals }) => journals.isInDoubt(newId('device'), 0))).toBe(false)
    })
  })
}
