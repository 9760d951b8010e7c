import { recordsPerBatchAtMost } from '@octroi/shared/wire/messages/journal'
import { describe, expect, test } from 'vitest'
import { type OpenStorage, pagesOf } from './open-storage.ts'
import { newId, sampleCharge, sampleSource } from './samples.ts'

const nothing = { aggregates: [], charges: [], unrated: [], series: [] }

export function sourcesContract({ write, read }: OpenStorage): void {
  describe('what a line counts', () => {
    test('is found by line, device by device, from any place on', async () => {
      const [tenant, one, other] = [newId('tenant'), newId('device'), newId('device')]
      const line = sampleSource({ device: one })
      const at = (device: typeof one, first: number) => ({ ...line, device, seqs: [{ first, last: first + 1 }], records: 2 })
      const sources = [at(one, 1), at(one, 9), at(one, 10), at(other, 2)]
      const others = [
        { band: 'night' },
        { price: 'gas' },
        { version: 2 },
        { periodFromMs: 101 },
        { subscription: newId('subscription') },
      ]
      await write(tenant, ({ rating }) =>
        rating.fold(one, { ...nothing, sources: [...sources, ...others.map((more) => ({ ...line, ...more }))] }),
      )
      const found = (from: { device: typeof one; first: number } | undefined, limit = 10) =>
        read(tenant, ({ rating }) => rating.sourcesOf(line, from, limit))
      expect(await found(undefined)).toStrictEqual(sources)
      expect(await found(undefined, 2)).toStrictEqual(sources.slice(0, 2))
      expect(await found({ device: one, first: 9 })).toStrictEqual(sources.slice(1))
      expect(await found({ device: one, first: 11 })).toStrictEqual(sources.slice(3))
      expect(await read(tenant, ({ rating }) => rating.sourcedRecords(line))).toBe(8)
      expect(await read(tenant, ({ rating }) => rating.sourcedRecords({ ...line, band: 'x' }))).toBe(0)
    })

    test('keeps a batch in which every other record is on the line', async () => {
      const tenant = newId('tenant')
      const seqs = Array.from({ length: recordsPerBatchAtMost / 2 }, (_, index) => ({
        first: 2 * index + 1,
        last: 2 * index + 1,
      }))
      const source = sampleSource({ seqs, records: seqs.length })
      await write(tenant, ({ rating }) => rating.fold(source.device, { ...nothing, sources: [source] }))
      expect(await read(tenant, ({ rating }) => rating.sourcesOf(source, undefined, 1))).toStrictEqual([source])
    })

    test('of openings is its charges, newest first, in pages that meet', async () => {
      const [tenant, subscription, device] = [newId('tenant'), newId('subscription'), newId('device')]
      const on = (seq: number, more: object = {}) => sampleCharge({ subscription, device, seq, happenedAtMs: 50 + seq, ...more })
      const charges = [on(5), on(4), on(3)]
      const others = [on(6, { price: 'surcharge' }), on(7, { band: 'night' }), on(8, { periodFromMs: 1 }), on(9, { version: 2 })]
      await write(tenant, ({ rating }) => rating.fold(device, { ...nothing, sources: [], charges: [...others, ...charges] }))
      const line = { subscription, price: 'opening', version: 3, band: 'all', periodFromMs: 0 }
      const pages = (limit: number) => pagesOf(limit, (page) => read(tenant, ({ rating }) => rating.chargesOn(page, line)))
      expect(await pages(2)).toStrictEqual([charges.slice(0, 2), charges.slice(2)])
      expect(await pages(3)).toStrictEqual([charges])
    })
  })
}
