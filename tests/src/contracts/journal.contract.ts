import { type Journal, JournalFullError, type RecordDraft, type SealedBatch } from '@octroi/agent/journal/journal'
import { decodeRecord } from '@octroi/shared/wire/messages/record'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'

export interface OpenJournal {
  readonly boot?: Uint8Array
  readonly recordsAtMost?: number
}

/** What every journal of a device must do. `open` opens the same one again, as after a new boot. */
export function journalContract(name: string, setUp: () => Promise<(options: OpenJournal) => Promise<Journal>>): void {
  describe(`journal contract: ${name}`, () => {
    let open: (options: OpenJournal) => Promise<Journal>
    let journal: Journal
    beforeEach(async () => {
      open = await setUp()
      journal = await open({})
    })
    afterEach(() => journal.close())

    const reopen = async (options: OpenJournal = {}): Promise<void> => {
      await journal.close()
      journal = await open(options)
    }
    const commit = (...records: readonly RecordDraft[]) => journal.commit({ records, changes: [], isOptional: false })
    const sealAll = async (): Promise<SealedBatch> => {
      const records = await journal.unsealed(5000)
      const batch = batchOf(records[0]?.seq ?? 0, records.at(-1)?.seq ?? 0)
      await journal.seal(batch)
      return batch
    }

    test('records keep their order, their boot and a salt of their own', async () => {
      await commit(started, opened)
      await reopen({ boot: bytes(16, 2) })
      await commit(started)
      const unsealed = await journal.unsealed(10)
      expect(unsealed.map(({ seq, boot, isUrgent }) => [seq, boot[0], isUrgent])).toEqual([
        [1, 1, false],
        [2, 1, true],
        [3, 2, false],
      ])
      const salts = unsealed.map((record) => {
        const decoded = decodeRecord(record.bytes)
        return decoded.ok ? Buffer.from(decoded.value.salt).toString('hex') : ''
      })
      expect(new Set(salts).size).toBe(3)
    })

    test('what is committed together is remembered together', async () => {
      const action = { authorization: 'auth_1', phase: 'granted', maxOpenSeconds: 120 } as const
      await journal.commit({
        records: [opened],
        changes: [
          { kind: 'use', authorization: 'auth_1', used: 2, expiresAt: 100 },
          { kind: 'action', service: 'trunk.access', action },
          { kind: 'reading', meter: 'energy', endMs: 50 },
          { kind: 'epoch', epoch: 3 },
        ],
        isOptional: false,
      })
      await journal.saveFloor(77)
      await reopen()
      expect(await journal.remembered()).toEqual({
        uses: new Map([['auth_1', 2]]),
        actions: new Map([['trunk.access', action]]),
        readingEnds: new Map([['energy', 50]]),
        epoch: 3,
        floorMs: 77,
      })
      await journal.commit({
        records: [],
        changes: [{ kind: 'action', service: 'trunk.access', action: undefined }],
        isOptional: false,
      })
      expect((await journal.remembered()).actions.size).toBe(0)
    })

    test('commits that are asked for at once keep their order', async () => {
      await Promise.all(Array.from({ length: 20 }, (_, index) => commit({ ...started, time: index })))
      const times = (await journal.unsealed(50)).map(({ bytes: encoded }) => {
        const decoded = decodeRecord(encoded)
        return decoded.ok ? decoded.value.time : -1
      })
      expect(times).toEqual(Array.from({ length: 20 }, (_, index) => index))
    })

    test('sealing takes records out of the waiting room and is kept byte for byte', async () => {
      await commit(started, started, opened)
      const batch = await sealAll()
      expect(await journal.unsealed(10)).toEqual([])
      expect(await journal.sealedHead()).toEqual(batch.payloadHash)
      await reopen()
      expect(await journal.unacknowledged(1, 10)).toEqual([batch])
    })

    test('a batch that names other records than are there is not sealed', async () => {
      await commit(started)
      await expect(journal.seal(batchOf(1, 2))).rejects.toThrow('seals exactly')
      expect(await journal.unsealed(10)).toHaveLength(1)
      expect(await journal.unacknowledged(1, 10)).toEqual([])
    })

    test('a receipt takes batches out of the outbox, and they stay for who asks again', async () => {
      const sealed: SealedBatch[] = []
      for (let count = 0; count < 3; count++) {
        await commit(started, started)
        sealed.push(await sealAll())
      }
      expect(await journal.acknowledge(5, 1000)).toBe(4)
      expect(await journal.unacknowledged(1, 10)).toEqual(sealed.slice(2))
      expect(await journal.covering(2, 3, 10)).toEqual(sealed.slice(0, 2))
      expect(await journal.status()).toEqual({ lastSeq: 6, acknowledgedThrough: 4, unsealed: 0, kept: 6 })
      expect(await journal.acknowledge(5, 2000)).toBe(0)
    })

    test('acknowledged batches are forgotten after thirty days; numbers and the chain go on', async () => {
      await commit(started)
      await sealAll()
      await commit(started)
      const newest = await sealAll()
      await journal.acknowledge(2, 0)
      await journal.acknowledge(2, 31 * 86_400_000)
      expect(await journal.covering(1, 2, 10)).toEqual([newest])
      expect(await journal.sealedHead()).toEqual(newest.payloadHash)
      await reopen()
      await commit(started)
      expect((await journal.unsealed(1))[0]?.seq).toBe(3)
    })

    describe('its bound', () => {
      const fill = async (count: number): Promise<void> => {
        await journal.commit({ records: Array.from({ length: count }, () => started), changes: [], isOptional: false })
      }
      beforeEach(() => reopen({ recordsAtMost: 1000 }))

      test('is never passed, and what is refused leaves nothing behind', async () => {
        await fill(999)
        const change = { kind: 'use', authorization: 'auth_1', used: 1, expiresAt: 9 } as const
        await expect(journal.commit({ records: [opened, opened], changes: [change], isOptional: false })).rejects.toThrow(
          JournalFullError,
        )
        expect((await journal.remembered()).uses.size).toBe(0)
        await commit(opened)
        expect((await journal.status()).lastSeq).toBe(1000)
      })

      test('keeps its last tenth from what is optional', async () => {
        await fill(900)
        await expect(journal.commit({ records: [started], changes: [], isOptional: true })).rejects.toThrow(JournalFullError)
        await commit(started)
      })

      test('gives up what the hub holds, oldest first, and nothing else', async () => {
        await fill(500)
        await sealAll()
        await fill(400)
        await sealAll()
        await journal.acknowledge(500, 1000)
        await fill(200)
        expect(await journal.covering(1, 900, 10)).toHaveLength(1)
        expect((await journal.status()).kept).toBe(600)
        await fill(400)
        await expect(commit(started)).rejects.toThrow(JournalFullError)
      })
    })
  })
}

const started: RecordDraft = { time: 1, timeState: 'unknown', service: 'agent', type: 'started', body: {} }
const opened: RecordDraft = { time: 1, timeState: 'synced', service: 'trunk.access', type: 'opened', body: {} }

function bytes(length: number, byte: number): Uint8Array {
  return new Uint8Array(length).fill(byte)
}

function batchOf(first: number, last: number): SealedBatch {
  return { first, last, payloadHash: bytes(32, first % 256), envelope: bytes(40, last % 256) }
}
