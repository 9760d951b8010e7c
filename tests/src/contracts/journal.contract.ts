import { type HubStanding, type Journal, JournalFullError, type RecordDraft } from '@octroi/agent/journal/journal'
import type { SealedBatch } from '@octroi/shared/proof/seal-batch'
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
    const commit = (...records: readonly RecordDraft[]) => journal.commit({ records, changes: [], weight: 'fact' })
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
      const action = { authorization: 'auth_1', action: 'open', act: 3, phase: 'granted', maxOpenSeconds: 120, turn: 0 } as const
      await journal.commit({
        records: [opened],
        changes: [
          { kind: 'use', authorization: 'auth_1', used: 2, expiresAt: 100 },
          { kind: 'link_use', link: 'AAAA', used: 1, expiresAt: 100 },
          { kind: 'link_use', link: 'AAAA', used: 2, expiresAt: 100 },
          { kind: 'action', service: 'trunk.access', action },
          { kind: 'reading', source: 'energy.supply energy', endMs: 50 },
          { kind: 'counted', service: 'energy.supply', counter: 'reading:energy', quantity: 2n ** 62n },
          { kind: 'counted', service: 'energy.supply', counter: 'reading:energy', quantity: 2n ** 62n },
          { kind: 'lease', signed: new Uint8Array([1, 2]) },
          { kind: 'epoch', epoch: 3 },
          { kind: 'trust_permits_from', seconds: 5 },
          { kind: 'wrong_passcodes', atMs: [10, 20] },
          { kind: 'wrong_passcodes', atMs: [20, 30, 30] },
          { kind: 'revocations', version: 4, denied: ['auth_7', 'auth_8'] },
          { kind: 'revocations', version: 6, denied: ['auth_9'] },
        ],
        weight: 'fact',
      })
      await journal.saveClock({ floorMs: 77, leaseHeldMs: 1200.5, unsyncedBoots: 2 })
      await reopen()
      expect(await journal.remembered()).toEqual({
        uses: new Map([['auth_1', 2]]),
        linkUses: new Map([['AAAA', 2]]),
        actions: new Map([['trunk.access', action]]),
        readingEnds: new Map([['energy.supply energy', 50]]),
        epoch: 3,
        trustsPermitsFrom: 5,
        wrongPasscodes: [20, 30, 30],
        revocations: { version: 6, denied: new Set(['auth_9']) },
        counted: new Map([['energy.supply reading:energy', 2n ** 63n]]),
        lease: { signed: new Uint8Array([1, 2]), heldMs: 1200 },
        unsyncedBoots: 2,
        floorMs: 77,
      })
      await journal.commit({
        records: [],
        changes: [{ kind: 'action', service: 'trunk.access', action: undefined }],
        weight: 'fact',
      })
      expect((await journal.remembered()).actions.size).toBe(0)
      // Without a time that may be trusted the floor stays; a new lease begins its time under power anew.
      await journal.saveClock({ leaseHeldMs: 5000, unsyncedBoots: 3 })
      expect(await journal.remembered()).toMatchObject({ floorMs: 77, unsyncedBoots: 3, lease: { heldMs: 5000 } })
      await journal.commit({ records: [], changes: [{ kind: 'lease', signed: new Uint8Array([3]) }], weight: 'vital' })
      expect((await journal.remembered()).lease).toEqual({ signed: new Uint8Array([3]), heldMs: 0 })
    })

    test('a batch that is given up is not sent any more, also after a new boot, and the next one follows it', async () => {
      const batches: SealedBatch[] = []
      for (let count = 0; count < 3; count++) {
        await commit(started)
        batches.push(await sealAll())
      }
      const [, damaged, newest] = batches
      if (damaged === undefined || newest === undefined) throw new Error('three were sealed')
      const whole = { first: 1, last: 99 }
      const there = async () => {
        const firsts = (found: readonly SealedBatch[]): readonly number[] => found.map(({ first }) => first)
        return [firsts(await journal.unacknowledged(whole, 10)), firsts(await journal.covering(whole, 10))]
      }
      await journal.commit({ records: [], changes: [{ kind: 'gone', range: damaged }], weight: 'fact' })
      expect(await there()).toEqual([
        [1, 3],
        [1, 3],
      ])
      await reopen()
      expect(await there()).toEqual([
        [1, 3],
        [1, 3],
      ])
      expect(await journal.headBefore(3)).toEqual(damaged.payloadHash)
      await journal.reconcile({ through: 0, head: bytes(32, 0) }, 5)
      expect(await there()).toEqual([
        [1, 3],
        [1, 3],
      ])
      await journal.acknowledge({ through: 1, head: batches[0]?.payloadHash ?? bytes(32, 0), answers: newest.payloadHash }, 5)
      expect((await journal.status()).acknowledgedThrough).toBe(3)
      await journal.acknowledge({ through: 3, head: newest.payloadHash }, 40 * 86_400_000)
      expect((await journal.status()).kept).toBe(1)
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
      expect(await journal.headBefore(100)).toEqual(batch.payloadHash)
      await reopen()
      expect(await journal.unacknowledged(all, 10)).toEqual([batch])
    })

    test('a batch that names other records than are there is not sealed', async () => {
      await commit(started)
      await expect(journal.seal(batchOf(1, 2))).rejects.toThrow('seals exactly')
      expect(await journal.unsealed(10)).toHaveLength(1)
      expect(await journal.unacknowledged(all, 10)).toEqual([])
    })

    test('a receipt takes batches out of the outbox, and they stay for who asks again', async () => {
      const sealed: SealedBatch[] = []
      for (let count = 0; count < 3; count++) {
        await commit(started, started)
        sealed.push(await sealAll())
      }
      expect(await journal.acknowledge(standing(sealed[1]), 1000)).toBe(4)
      expect(await journal.unacknowledged(all, 10)).toEqual(sealed.slice(2))
      expect(await journal.unacknowledged({ first: 1, last: 4 }, 10)).toEqual([])
      expect(await journal.covering({ first: 2, last: 3 }, 10)).toEqual(sealed.slice(0, 2))
      expect(await journal.status()).toEqual({ lastSeq: 6, sealedThrough: 6, acknowledgedThrough: 4, unsealed: 0, kept: 6 })
      expect(await journal.acknowledge(standing(sealed[1]), 2000)).toBe(0)
    })

    test('acknowledged batches are forgotten after thirty days; numbers and the chain go on', async () => {
      await commit(started)
      await sealAll()
      await commit(started)
      const newest = await sealAll()
      await journal.acknowledge(standing(newest), 0)
      await journal.acknowledge(standing(newest), 31 * 86_400_000)
      expect(await journal.covering({ first: 1, last: 2 }, 10)).toEqual([newest])
      expect(await journal.headBefore(100)).toEqual(newest.payloadHash)
      await reopen()
      await commit(started)
      expect((await journal.unsealed(1))[0]?.seq).toBe(3)
    })

    describe('an answer', () => {
      const sealed: SealedBatch[] = []
      beforeEach(async () => {
        sealed.length = 0
        for (let count = 0; count < 3; count++) {
          await commit(started, started)
          sealed.push(await sealAll())
        }
      })
      const outbox = async (): Promise<readonly number[]> => (await journal.unacknowledged(all, 10)).map(({ first }) => first)

      test('names one batch, which the hub then holds though others below are missing', async () => {
        const answers = sealed[2]?.payloadHash ?? bytes(32, 0)
        expect(await journal.acknowledge({ through: 0, head: bytes(32, 0), answers }, 1000)).toBe(2)
        expect(await outbox()).toEqual([1, 3])
        expect((await journal.status()).acknowledgedThrough).toBe(0)
      })

      test('of a hub that stands on other records frees nothing', async () => {
        expect(await journal.acknowledge({ through: 4, head: bytes(32, 99) }, 1000)).toBe(0)
        expect(await journal.acknowledge({ through: 3, head: sealed[0]?.payloadHash ?? bytes(32, 0) }, 1000)).toBe(0)
        expect(await outbox()).toEqual([1, 3, 5])
      })

      test('of a hub that has forgotten, as a session opens, fills the outbox again', async () => {
        await journal.acknowledge(standing(sealed[2]), 1000)
        expect(await outbox()).toEqual([])
        await journal.reconcile(standing(sealed[0]), 2000)
        expect(await outbox()).toEqual([3, 5])
      })
    })

    describe('what the hub holds', () => {
      test('is a part of this journal, or of one that the disk has forgotten', async () => {
        await commit(started, started)
        const batch = await sealAll()
        await commit(started)
        const continues = (through: number, head: Uint8Array) => journal.continues({ through, head })
        expect(await continues(0, bytes(32, 0))).toBe(true)
        expect(await continues(2, batch.payloadHash)).toBe(true)
        expect(await continues(2, bytes(32, 99))).toBe(false)
        expect(await continues(1, batch.payloadHash)).toBe(false)
        expect(await continues(3, bytes(32, 99))).toBe(false)
        expect(await continues(4, bytes(32, 99))).toBe(false)
        expect(await journal.continues({ through: 2, head: batch.payloadHash, highest: 3 })).toBe(true)
        expect(await journal.continues({ through: 2, head: batch.payloadHash, highest: 4 })).toBe(false)
      })

      test('is followed by the jump, though an own batch ends at the same number', async () => {
        await commit(started, started)
        await sealAll()
        const hub = { through: 2, head: bytes(32, 9) }
        await journal.commit({ records: [started], changes: [{ kind: 'jump', ...hub }], weight: 'vital' })
        expect(await journal.headBefore(3)).toEqual(hub.head)
      })

      test('is jumped over: numbers and chain go on after it, and what lies before waits for an answer of its own', async () => {
        await commit(started, started)
        const before = await sealAll()
        await commit(started)
        const hub = { through: 90, head: bytes(32, 9) }
        const restored: RecordDraft = { ...started, type: 'restored', body: { through: 90 } }
        await journal.commit({ records: [restored], changes: [{ kind: 'jump', ...hub }], weight: 'fact' })
        expect((await journal.unsealed(10)).map(({ seq }) => seq)).toEqual([3, 91])
        expect(await journal.jumpedThrough()).toBe(90)
        expect(await journal.headBefore(3)).toEqual(before.payloadHash)
        expect(await journal.headBefore(91)).toEqual(hub.head)
        await journal.seal(batchOf(3, 3))
        await journal.seal(batchOf(91, 91))
        await reopen()
        expect(await journal.continues(hub)).toBe(true)
        expect(await journal.acknowledge({ through: 91, head: batchOf(91, 91).payloadHash }, 1000)).toBe(1)
        expect((await journal.unacknowledged(all, 10)).map(({ first }) => first)).toEqual([1, 3])
        expect(await journal.acknowledge({ ...hub, answers: before.payloadHash }, 1000)).toBe(2)
        await commit(started)
        expect((await journal.unsealed(10)).map(({ seq }) => seq)).toEqual([92])
      })
    })

    test('uses are remembered though the hub’s clock was years ahead, and the oldest go where there are very many', async () => {
      const use = (index: number) => ({ kind: 'use', authorization: `auth_${index}`, used: 1, expiresAt: 1000 + index }) as const
      const changes = Array.from({ length: 4100 }, (_, index) => use(index))
      await journal.commit({ records: [started], changes: changes.slice(0, 4096), weight: 'fact' })
      const forget = (nowMs: number) => journal.acknowledge({ through: 0, head: bytes(32, 0) }, nowMs)
      const known = async () => [...(await journal.remembered()).uses.keys()]
      await forget(Date.parse('2099-01-01T00:00:00Z'))
      expect(await known()).toHaveLength(4096)
      await journal.commit({ records: [], changes: changes.slice(4096), weight: 'fact' })
      await forget(86_400_000)
      expect(await known()).toHaveLength(4100)
      await forget(86_400_000 + 6_000_000)
      expect((await known()).toSorted()).toEqual(
        changes
          .slice(4)
          .map(({ authorization }) => authorization)
          .toSorted(),
      )
    })

    describe('its bound', () => {
      const fill = async (count: number): Promise<void> => {
        await journal.commit({ records: Array.from({ length: count }, () => started), changes: [], weight: 'fact' })
      }
      beforeEach(() => reopen({ recordsAtMost: 1000 }))

      test('is never passed, and what is refused leaves nothing behind', async () => {
        await fill(999)
        const change = { kind: 'use', authorization: 'auth_1', used: 1, expiresAt: 9 } as const
        await expect(journal.commit({ records: [opened, opened], changes: [change], weight: 'fact' })).rejects.toThrow(
          JournalFullError,
        )
        expect((await journal.remembered()).uses.size).toBe(0)
        await commit(opened)
        expect((await journal.status()).lastSeq).toBe(1000)
      })

      test('lets no action begin without room for what it makes happen', async () => {
        await fill(969)
        await expect(journal.commit({ records: [opened], changes: [], weight: 'deferrable' })).rejects.toThrow(JournalFullError)
        await commit(opened)
        await fill(30)
        await expect(commit(opened)).rejects.toThrow(JournalFullError)
        await journal.commit({ records: [opened], changes: [], weight: 'vital' })
      })

      test('keeps its last tenth from what is optional', async () => {
        await fill(900)
        await expect(journal.commit({ records: [started], changes: [], weight: 'optional' })).rejects.toThrow(JournalFullError)
        await commit(started)
      })

      test('gives up what the hub holds, oldest first, and nothing else', async () => {
        await fill(500)
        const held = await sealAll()
        await fill(400)
        await sealAll()
        await journal.acknowledge(standing(held), 1000)
        await fill(200)
        expect(await journal.covering({ first: 1, last: 900 }, 10)).toHaveLength(1)
        expect((await journal.status()).kept).toBe(600)
        await fill(400)
        await expect(commit(started)).rejects.toThrow(JournalFullError)
      })
    })
  })
}

const started: RecordDraft = { time: 1, timeState: 'unknown', service: 'agent', type: 'started', body: {} }
const opened: RecordDraft = { time: 1, timeState: 'synced', service: 'trunk.access', type: 'opened', body: {} }

const all = { first: 1, last: Number.MAX_SAFE_INTEGER }

function standing(batch: SealedBatch | undefined): HubStanding {
  if (batch === undefined) throw new Error('no batch')
  return { through: batch.last, head: batch.payloadHash }
}

function bytes(length: number, byte: number): Uint8Array {
  return new Uint8Array(length).fill(byte)
}

function batchOf(first: number, last: number): SealedBatch {
  return { first, last, payloadHash: bytes(32, first % 256), envelope: bytes(40, last % 256) }
}
