import { emptyJournal } from '@octroi/hub/proof/journal-head'
import { describe, expect, test } from 'vitest'
import type { OpenStorage } from './open-storage.ts'
import { bytes, newId, sampleBatch, sampleQuarantined } from './samples.ts'

export function journalsContract({ write, read }: OpenStorage): void {
  describe('journals', () => {
    test('stand at their beginning until a head is put, and then at the newest', async () => {
      const [tenant, device, other] = [newId('tenant'), newId('device'), newId('device')]
      const head = () => read(tenant, ({ journals }) => journals.head(device))
      expect(await head()).toStrictEqual(emptyJournal)
      const heads = [7, 9].map((through) => ({ boot: bytes(16, through), through, head: bytes(32, through) }))
      for (const each of heads) {
        await write(tenant, ({ journals }) => journals.putHead(device, each))
        expect(await head()).toStrictEqual(each)
      }
      expect(await read(tenant, ({ journals }) => journals.head(other))).toStrictEqual(emptyJournal)
    })

    test('batches are found by the records they hold', async () => {
      const [tenant, device] = [newId('tenant'), newId('device')]
      await write(tenant, async ({ journals }) => {
        await journals.insertBatch(device, sampleBatch(1, 10, 1), 5)
        await journals.insertBatch(device, sampleBatch(21, 5, 2), 5)
        await journals.insertBatch(newId('device'), sampleBatch(11, 10, 3), 5)
      })
      const overlapping = (first: number, last: number) =>
        read(tenant, async ({ journals }) => (await journals.overlapping(device, first, last)).map((link) => link.first))
      expect(await overlapping(11, 20)).toEqual([])
      expect(await overlapping(10, 11)).toEqual([1])
      expect(await overlapping(20, 21)).toEqual([21])
      expect(await overlapping(3, 4)).toEqual([1])
      expect(await overlapping(1, 30)).toEqual([21, 1])
      const ahead = await read(tenant, ({ journals }) => journals.ahead(device, 10, 10))
      expect(ahead).toStrictEqual([
        { first: 21, count: 5, boot: bytes(16, 1), previous: bytes(32, 0), payloadHash: bytes(32, 2) },
      ])
    })

    test('batches ahead come in the order of the journal, as many as asked for', async () => {
      const [tenant, device] = [newId('tenant'), newId('device')]
      await write(tenant, async ({ journals }) => {
        for (const first of [10, 2, 9, 1]) await journals.insertBatch(device, sampleBatch(first, 1, first), 5)
      })
      const ahead = (through: number, limit: number) =>
        read(tenant, async ({ journals }) => (await journals.ahead(device, through, limit)).map((link) => link.first))
      expect(await ahead(0, 10)).toEqual([1, 2, 9, 10])
      expect(await ahead(1, 2)).toEqual([2, 9])
      expect(await ahead(10, 10)).toEqual([])
    })

    test('an envelope comes back byte for byte, also one as large as a packet', async () => {
      const [tenant, device] = [newId('tenant'), newId('device')]
      const small = Uint8Array.from({ length: 256 }, (_, value) => 255 - value)
      const large = Uint8Array.from({ length: 1_048_576 }, (_, index) => (index * 31 + (index >> 8)) & 255)
      await write(tenant, async ({ journals }) => {
        await journals.insertBatch(device, sampleBatch(1, 1, 1, small), 5)
        await journals.insertBatch(device, sampleBatch(2, 1, 2, large), 5)
        await journals.insertBatch(newId('device'), sampleBatch(1, 1, 3), 5)
      })
      const envelope = (first: number) => read(tenant, ({ journals }) => journals.envelope(device, first))
      expect(await envelope(1)).toStrictEqual(small)
      expect(Buffer.compare(await envelope(2), large)).toBe(0)
    })

    test.each([
      ['of a device that sent nothing', newId('device'), 1],
      ['that begins inside a stored batch', undefined, 2],
    ])('an envelope %s is not made up', async (_what, other, first) => {
      const [tenant, device] = [newId('tenant'), newId('device')]
      await write(tenant, ({ journals }) => journals.insertBatch(device, sampleBatch(1, 5, 1), 5))
      await expect(read(tenant, ({ journals }) => journals.envelope(other ?? device, first))).rejects.toThrow(/no result/i)
    })

    test.each([
      ['the first of a batch', 3, 1],
      ['inside a batch', 5, 1],
      ['the last of a batch', 7, 1],
      ['the first of the next', 8, 2],
      ['before every batch', 2, undefined],
      ['in a hole', 10, undefined],
      ['after a hole', 11, 3],
      ['after every batch', 12, undefined],
    ])('the envelope that holds a record is found, or not made up: %s', async (_where, seq, seed) => {
      const [tenant, device] = [newId('tenant'), newId('device')]
      await write(tenant, async ({ journals }) => {
        await journals.insertBatch(device, sampleBatch(3, 5, 1), 5)
        await journals.insertBatch(device, sampleBatch(8, 2, 2), 5)
        await journals.insertBatch(device, sampleBatch(11, 1, 3), 5)
        await journals.insertBatch(newId('device'), sampleBatch(1, 20, 4), 5)
      })
      const covering = await read(tenant, ({ journals }) => journals.covering(device, seq)).catch(() => undefined)
      expect(covering).toStrictEqual(seed === undefined ? undefined : bytes(50, seed))
    })

    test('a batch is stored once and keeps what it said', async () => {
      const [tenant, device] = [newId('tenant'), newId('device')]
      const insert = (seed: number) => write(tenant, ({ journals }) => journals.insertBatch(device, sampleBatch(1, 5, seed), 5))
      await insert(1)
      await expect(insert(2)).rejects.toThrow(/constraint|duplicate/i)
      expect(await read(tenant, ({ journals }) => journals.envelope(device, 1))).toEqual(bytes(50, 1))
    })

    test('the envelope of a released overlap is found by its boot, and by no other', async () => {
      const [tenant, device, by] = [newId('tenant'), newId('device'), newId('account')]
      const [released, waiting] = [7, 8].map((seed) =>
        sampleQuarantined({
          device,
          verdict: 'restored',
          range: { first: 3, last: 5 },
          overlap: bytes(16, seed),
          bytesHash: bytes(32, seed),
          bytes: bytes(9, seed),
        }),
      )
      if (released === undefined || waiting === undefined) throw new Error('two were made')
      await write(tenant, async ({ journals }) => {
        await journals.insertBatch(device, sampleBatch(1, 10, 1), 5)
        for (const each of [released, waiting]) await journals.quarantine(each)
        await journals.decide(released, { state: 'released', by, atMs: 1, reason: 'x' })
      })
      const covering = (seq: number, boot?: number) =>
        read(tenant, ({ journals }) =>
          journals.covering(device, seq, boot === undefined ? undefined : bytes(16, boot)).catch(() => undefined),
        )
      expect(await covering(4)).toStrictEqual(bytes(50, 1))
      expect(await covering(4, 7)).toStrictEqual(bytes(9, 7))
      expect([await covering(6, 7), await covering(4, 8), await covering(4, 9)]).toEqual([undefined, undefined, undefined])
    })

    test('when a batch came is kept, and not made up', async () => {
      const [tenant, device] = [newId('tenant'), newId('device')]
      await write(tenant, ({ journals }) => journals.insertBatch(device, sampleBatch(1, 5, 1), 77))
      const came = (first: number) => read(tenant, ({ journals }) => journals.receivedAtMs(device, first))
      expect(await came(1)).toBe(77)
      await expect(came(2)).rejects.toThrow(/no result/i)
    })
  })
}
