import { join } from 'node:path'
import { checkBalances } from '@octroi/hub/ledger/rebuild-balances.use-case'
import { closeGaps } from '@octroi/hub/proof/close-gaps.use-case'
import { dismissQuarantined } from '@octroi/hub/proof/dismiss-quarantined.use-case'
import { proofOfAuthorization } from '@octroi/hub/proof/proof-of-authorization.use-case'
import type { QuarantineEntry } from '@octroi/hub/proof/quarantine.store'
import type { Verdict } from '@octroi/hub/proof/verdict'
import type { Database } from '@octroi/hub/storage/database'
import { sqliteTypes } from '@octroi/hub/storage/migrations/column-types'
import { migrate } from '@octroi/hub/storage/migrations/migrate'
import { sqliteDialect } from '@octroi/hub/storage/sqlite/dialect'
import { openSqlite } from '@octroi/hub/storage/sqlite/open'
import { releaseQuarantined } from '@octroi/hub/usage/release-quarantined.use-case'
import { keyPairOf } from '@octroi/shared/crypto/crypto'
import type { Failure } from '@octroi/shared/errors/failure'
import type { Result } from '@octroi/shared/errors/result'
import type { AuthorizationId, SubscriptionId } from '@octroi/shared/ids/id'
import { verifyProof } from '@octroi/shared/proof/verify-proof'
import { Kysely } from 'kysely'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { newId } from '../contracts/storage/samples.ts'
import { JournalWriter } from '../kit/journal-writer.ts'
import { nowMs, OpeningWorld } from '../kit/opening-world.ts'
import { agentStarted, energyReading } from '../kit/sample-records.ts'

const dayMs = 86_400_000

let world: OpeningWorld
let supply: SubscriptionId

beforeEach(async () => {
  world = await OpeningWorld.open()
  supply = await world.order(world.owner, 'supply')
})
afterEach(() => world.close())

const reading = (index: number, quantity = 1000n) => energyReading(nowMs + index * 1000, nowMs + (index + 1) * 1000, quantity)
const record = agentStarted(nowMs)

type Decided = Promise<Result<QuarantineEntry, Failure>>

function decide(
  how: typeof releaseQuarantined | typeof dismissQuarantined,
  entry: QuarantineEntry,
  reason = 'looked at',
): Decided {
  const command = { device: world.car.device, entry, by: world.owner, reason }
  return world.hub.write((stores) => how(stores, world.hub.environment, command))
}
const release = (entry: QuarantineEntry, reason?: string): Decided => decide(releaseQuarantined, entry, reason)
const dismiss = (entry: QuarantineEntry, reason?: string): Decided => decide(dismissQuarantined, entry, reason)

const waiting = async (): Promise<readonly QuarantineEntry[]> => {
  const page = await world.hub.read(({ journals }) => journals.quarantinePage({ limit: 100 }, world.car.device, 'waiting'))
  return page.items.toSorted((left, right) => (left.range?.first ?? 0) - (right.range?.first ?? 0))
}
const onlyWaiting = async (): Promise<QuarantineEntry> => {
  const [entry, ...more] = await waiting()
  if (entry === undefined || more.length > 0) throw new Error(`${more.length + 1} wait`)
  return entry
}
async function releaseAll(): Promise<void> {
  for (const entry of await waiting()) expect(await release(entry)).toMatchObject({ ok: true })
}
async function used(): Promise<{ quantity: bigint; records: number }> {
  const [sum] = await world.hub.read(({ rating }) => rating.aggregates([supply], Date.parse('2026-11-01T00:00:00Z')))
  return { quantity: sum?.quantity ?? 0n, records: sum?.records ?? 0 }
}
const outcome = async (id: AuthorizationId) =>
  (await world.hub.read(({ authorizations }) => authorizations.getGranted([id])))[0]?.outcome
const charges = (id: AuthorizationId) => world.hub.read(({ rating }) => rating.chargesOf(id))
const refused = (code: string) => ({ ok: false, error: { kind: 'conflict', code } })

describe('what came while the hub’s clock was a day behind', () => {
  test('waits, and once released counts as it would have, and once', async () => {
    world.hub.pass(-dayMs)
    const { receipt } = (await world.ingest(world.car.journal.batch(reading(0), reading(1)).envelope)) ?? {}
    expect(receipt).toMatchObject({ head: { through: 2 }, quarantined: [{ first: 1 }, { first: 2 }] })
    world.hub.pass(dayMs)
    expect(await used()).toEqual({ quantity: 0n, records: 0 })
    await world.ingest(world.car.journal.batch(reading(2)).envelope)
    const entries = await waiting()
    await releaseAll()
    expect(await used()).toEqual({ quantity: 3000n, records: 3 })
    const [first] = entries
    if (first === undefined) throw new Error('nothing waited')
    expect(await release(first, 'again')).toMatchObject({
      ok: true,
      value: { decision: { state: 'released', reason: 'looked at' } },
    })
    expect(await dismiss(first)).toMatchObject(refused('already_released'))
    expect(await used()).toEqual({ quantity: 3000n, records: 3 })
    await world.ingest(world.car.journal.batch(reading(1)).envelope)
    expect((await onlyWaiting()).verdict).toBe('repeated')
  })

  test('an opening is charged and confirmed once released, and is never told as unused while it waits', async () => {
    const authorization = await world.granted()
    world.hub.pass(-dayMs)
    for (const each of world.wholeOpening(authorization)) await world.ingest(world.car.journal.batch(each).envelope)
    world.hub.pass(dayMs + 120_000)
    const later = { ...record, time: nowMs + 100_000 }
    await world.ingest(world.car.journal.batch(later).envelope)
    expect([await outcome(authorization), await charges(authorization)]).toEqual(['pending', []])
    await releaseAll()
    expect(await outcome(authorization)).toBe('completed')
    expect(await charges(authorization)).toHaveLength(1)
    const { items } = await world.hub.read(({ outbox }) => outbox.list({ limit: 10 }))
    expect(items.map(({ type }) => type)).toContain('authorization.completed')
    expect(await world.hub.read(checkBalances)).toEqual([])
  })
})

describe('a device whose clock is ahead', () => {
  const glitch = Date.parse('2099-01-01T00:00:00Z')

  test('an opening it told then is priced by the window that was granted', async () => {
    const authorization = await world.granted()
    const told = world.wholeOpening(authorization).map((each) => ({ ...each, time: glitch }))
    await world.ingest(world.car.journal.batch(...told).envelope)
    await releaseAll()
    const [charge, ...more] = await charges(authorization)
    expect([charge?.happenedAtMs, more.length, await outcome(authorization)]).toEqual([nowMs, 0, 'completed'])
    const events = await world.hub.read(({ authorizations }) => authorizations.eventsOf([authorization]))
    expect(new Set(events.map(({ timeState }) => timeState))).toEqual(new Set(['unknown']))
  })

  test('a reading of time that has not come cannot be released before it has', async () => {
    const ahead = { ...reading(0), body: { ...reading(0).body, start: nowMs + 2 * dayMs, end: nowMs + 3 * dayMs } }
    await world.ingest(world.car.journal.batch(ahead).envelope)
    const entry = await onlyWaiting()
    expect(await release(entry)).toMatchObject(refused('time_not_come'))
    world.hub.pass(3 * dayMs)
    expect(await release(entry)).toMatchObject({ ok: true })
    expect(await used()).toEqual({ quantity: 1000n, records: 1 })
  })
})

describe('a reading that was told before', () => {
  test('counts beside the other where the operator says so, and its time stays told', async () => {
    await world.ingest(world.car.journal.batch(reading(0), reading(2)).envelope)
    const across = { ...reading(0), body: { ...reading(0).body, end: nowMs + 3000, quantity: 7n } }
    await world.ingest(world.car.journal.batch(across).envelope)
    expect(await release(await onlyWaiting())).toMatchObject({ ok: true })
    expect(await used()).toEqual({ quantity: 2007n, records: 3 })
    await world.ingest(world.car.journal.batch(reading(1)).envelope)
    expect((await onlyWaiting()).verdict).toBe('repeated')
    expect((await used()).quantity).toBe(2007n)
  })

  test('that is dismissed never counts', async () => {
    await world.ingest(world.car.journal.batch(reading(0), reading(0)).envelope)
    const entry = await onlyWaiting()
    const dismissed = { ok: true, value: { decision: { state: 'dismissed', by: world.owner, reason: 'twice' } } }
    expect(await dismiss(entry, 'twice')).toMatchObject(dismissed)
    expect(await dismiss(entry, 'thrice')).toMatchObject(dismissed)
    expect(await release(entry)).toMatchObject(refused('already_dismissed'))
    expect(await used()).toEqual({ quantity: 1000n, records: 1 })
    expect(await waiting()).toEqual([])
  })
})

describe('the overlap of a disk that came back', () => {
  /** Two lives of the car told different openings under the same numbers. */
  async function twoLives(apartMs = 1): Promise<readonly [AuthorizationId, AuthorizationId]> {
    const [lost, restored] = [await world.granted(), await world.granted()]
    const { journal } = world.car
    await world.ingest(journal.batch(...world.wholeOpening(lost), reading(0)).envelope)
    journal.rewind({ seq: 0, previous: new Uint8Array(32) })
    journal.reboot()
    const opening = world.wholeOpening(restored).map((each) => ({ ...each, time: nowMs + apartMs }))
    const told = [...opening, reading(1), reading(0), { ...reading(2), time: nowMs + dayMs }]
    expect(await world.ingest(journal.batch(...told).envelope)).toMatchObject({ verdict: 'restored' })
    return [lost, restored]
  }

  test('counts once released: charged, confirmed and proven beside what the same numbers told before', async () => {
    const [lost, restored] = await twoLives()
    expect([await outcome(restored), await charges(restored), (await used()).quantity]).toEqual(['pending', [], 1000n])
    const overlap = await onlyWaiting()
    expect(await release(overlap)).toMatchObject({ ok: true })
    expect(await release(overlap)).toMatchObject({ ok: true })
    for (const authorization of [lost, restored]) {
      expect(await outcome(authorization)).toBe('completed')
      expect(await charges(authorization)).toHaveLength(1)
      const verified = await world.hub.read(async (stores) => {
        const [granted] = await stores.authorizations.getGranted([authorization])
        const events = await stores.authorizations.eventsOf([authorization])
        const proof = granted && (await proofOfAuthorization(stores, world.hub.environment, granted, events))
        const rootKey = (await stores.tenants.get())?.rootKey
        return proof && rootKey && verifyProof(world.hub.environment.crypto, proof, rootKey)
      })
      expect(verified).toMatchObject({ ok: true, value: { authorization } })
    }
    expect((await used()).quantity).toBe(2000n)
    expect(await world.hub.read(checkBalances)).toEqual([])
    const { items } = await world.hub.read(({ authorizations }) => authorizations.deviceEvents({ limit: 50 }, world.car.device))
    expect(items).toHaveLength(10)
  })

  test('that was opened at the very moment, under the very number, cannot be told apart', async () => {
    const [, restored] = await twoLives(0)
    expect(await release(await onlyWaiting())).toMatchObject(refused('charge_taken'))
    expect([await outcome(restored), (await used()).quantity]).toEqual(['pending', 1000n])
  })

  test('what is wrong inside it waits as entries of its own, which can be released in their turn', async () => {
    await twoLives()
    await release(await onlyWaiting())
    expect((await waiting()).map(({ verdict, range }) => [verdict, range?.first])).toEqual([
      ['repeated', 7],
      ['clock_suspect', 8],
    ])
    world.hub.pass(dayMs)
    await releaseAll()
    expect((await used()).quantity).toBe(4000n)
  })

  test('that goes on after what the hub holds, and was stored for that, counts in its own place', async () => {
    await world.ingest(world.car.journal.batch(record).envelope)
    world.car.journal.rewind({ seq: 1, previous: new Uint8Array(32).fill(5) })
    world.car.journal.reboot()
    const authorization = await world.granted()
    const told = world.car.journal.batch(...world.wholeOpening(authorization))
    expect(await world.ingest(told.envelope)).toMatchObject({ verdict: 'restored', receipt: { head: { through: 6 } } })
    expect(await release(await onlyWaiting())).toMatchObject({ ok: true })
    expect(await outcome(authorization)).toBe('completed')
    const events = await world.hub.read(({ authorizations }) => authorizations.eventsOf([authorization]))
    expect(events.every(({ overlap }) => overlap === undefined)).toBe(true)
  })

  test('that had been counted before it was found out cannot be counted again', async () => {
    const first = world.car.journal.batch(record)
    world.car.journal.rewind({ seq: 1, previous: new Uint8Array(32).fill(5) })
    world.car.journal.reboot()
    await world.ingest(world.car.journal.batch(reading(0)).envelope)
    await world.ingest(first.envelope)
    expect(await release(await onlyWaiting())).toMatchObject(refused('already_counted'))
    expect(await used()).toEqual({ quantity: 1000n, records: 1 })
  })
})

describe('never released', () => {
  const flipped = (bytes: Uint8Array, index: number): Uint8Array =>
    bytes.map((byte, position) => (position === index ? byte ^ 1 : byte))

  test.each<[Verdict, () => Promise<unknown>]>([
    ['malformed', () => world.ingest(new Uint8Array(5))],
    [
      'wrong_root',
      async () => {
        const { envelope } = world.car.journal.batch(reading(0))
        await world.ingest(flipped(envelope, envelope.length - 20))
      },
    ],
    [
      'unknown_key',
      async () => {
        const { crypto } = world.hub.environment
        const forger = new JournalWriter(crypto, world.car.device, keyPairOf(crypto, new Uint8Array(32).fill(9)))
        await world.ingest(forger.batch(reading(0)).envelope)
      },
    ],
    [
      'wrong_device',
      async () => {
        const { device } = await world.another('other')
        const other = new JournalWriter(world.hub.environment.crypto, device, world.car.keys)
        await world.ingest(other.batch(reading(0)).envelope)
      },
    ],
    ['unreadable_record', () => world.ingest(world.car.journal.rawBatch([Uint8Array.of(1)]).envelope)],
    [
      'fork',
      async () => {
        await world.ingest(world.car.journal.batch(reading(0)).envelope)
        world.car.journal.rewind({ seq: 0, previous: new Uint8Array(32) })
        await world.ingest(world.car.journal.batch(reading(1)).envelope)
      },
    ],
  ])('%s', async (verdict, come) => {
    await come()
    const before = await used()
    const entry = (await waiting()).find((each) => each.verdict === verdict)
    if (entry === undefined) throw new Error(`nothing waits as ${verdict}`)
    expect(await release(entry)).toMatchObject(refused('not_releasable'))
    expect(await used()).toEqual(before)
    expect(await dismiss(entry)).toMatchObject({ ok: true })
  })

  test('anything of a frozen device', async () => {
    await world.ingest(world.car.journal.batch(reading(0), reading(0)).envelope)
    await world.hub.write(({ devices }) => devices.setState(world.car.device, 'frozen'))
    expect(await release(await onlyWaiting())).toMatchObject(refused('device_frozen'))
  })

  test('what is not there, or is another device’s', async () => {
    await world.ingest(world.car.journal.batch(reading(0), reading(0)).envelope)
    const entry = await onlyWaiting()
    const other = (await world.another('other')).device
    const ask = (device: typeof other) =>
      world.hub.write((stores) =>
        releaseQuarantined(stores, world.hub.environment, { device, entry, by: world.owner, reason: 'x' }),
      )
    expect(await ask(other)).toMatchObject({ ok: false, error: { code: 'quarantine_entry_not_found' } })
    expect(await ask('dev_01h455vb4pex5vsknk084sn02q')).toMatchObject({ ok: false, error: { code: 'device_not_found' } })
    expect(await release({ ...entry, verdict: 'restored' })).toMatchObject({ error: { code: 'quarantine_entry_not_found' } })
  })
})

describe('closing gaps', () => {
  const close = (through: number) =>
    world.hub.write((stores) =>
      closeGaps(stores, world.hub.environment, { device: world.car.device, through, by: world.owner, reason: 'disk broke' }),
    )

  /** Records 1, 3, 5 and 6 are there; 2 and 4 are not. */
  async function holes() {
    const batches = [0, 1, 2, 3, 4, 5].map((index) => world.car.journal.batch(reading(index)))
    for (const index of [0, 2, 4, 5]) await world.ingest(batches[index]?.envelope ?? new Uint8Array())
    return batches
  }

  test('gives up what is missing up to a record; the chain goes on unbroken, and what comes late is taken in', async () => {
    const batches = await holes()
    world.hub.pass(60_000)
    expect(await close(2)).toMatchObject({ ok: true, value: { head: { through: 3 }, missing: [{ first: 4, last: 4 }] } })
    expect(await close(4)).toMatchObject({ ok: true, value: { head: { through: 6 }, missing: [] } })
    const { items } = await world.hub.read(({ journals }) => journals.quarantinePage({ limit: 10 }, world.car.device))
    expect(items.map(({ verdict, range, decision }) => [verdict, range?.first, decision?.reason])).toEqual(
      expect.arrayContaining([
        ['gap', 2, 'disk broke'],
        ['gap', 4, 'disk broke'],
      ]),
    )
    expect(await world.ingest(world.car.journal.batch(reading(6)).envelope)).toMatchObject({
      verdict: 'accepted',
      receipt: { head: { through: 7 } },
    })
    expect(await world.ingest(batches[1]?.envelope ?? new Uint8Array())).toMatchObject({ verdict: 'accepted' })
    expect(await used()).toEqual({ quantity: 6000n, records: 6 })
  })

  const gone = (first: number, last: number) =>
    ({ ...record, type: 'fault', body: { code: 'batch_damaged', gone: { first, last } } }) as const

  test('a device’s own word that records will not come closes the gap, in whatever order it is told', async () => {
    const { journal } = world.car
    const batches = [0, 1, 2, 3].map((index) => journal.batch(reading(index)))
    const [one, two, three, four] = batches.map(({ envelope }) => envelope)
    if (one === undefined || two === undefined || three === undefined || four === undefined) throw new Error('four were made')
    await world.ingest(four)
    const [early, late] = [journal.batch(gone(3, 3)), journal.batch(gone(2, 2))]
    await world.ingest(early.envelope)
    expect(await world.ingest(one)).toMatchObject({ receipt: { head: { through: 1 }, missing: [{ first: 2, last: 3 }] } })
    expect(await world.ingest(late.envelope)).toMatchObject({ receipt: { head: { through: 6 }, missing: [] } })
    expect(await world.hub.read(async ({ devices }) => (await devices.get(world.car.device))?.state)).toBe('enrolled')
    expect((await waiting()).map(({ verdict, range }) => [verdict, range?.first])).toEqual([
      ['gap', 2],
      ['gap', 3],
    ])
    await world.ingest(two)
    expect(await used()).toEqual({ quantity: 3000n, records: 3 })
  })

  test('a device’s word about records that it has not written yet closes nothing', async () => {
    await holes()
    await world.ingest(world.car.journal.batch(gone(2, 99)).envelope)
    expect((await world.hub.read(({ journals }) => journals.head(world.car.device))).through).toBe(1)
  })

  test('several at once', async () => {
    await holes()
    world.hub.pass(60_000)
    expect(await close(4)).toMatchObject({ ok: true, value: { head: { through: 6 }, missing: [] } })
    expect(await close(4)).toMatchObject(refused('gap_not_found'))
  })

  test.each([
    ['in the middle of what is there', 3, 60_000, 'gap_not_found'],
    ['beyond everything', 99, 60_000, 'gap_not_found'],
    ['that may still close by itself', 2, 59_999, 'gap_may_close'],
  ])('not one %s', async (_which, through, passed, code) => {
    await holes()
    world.hub.pass(passed)
    expect(await close(through)).toMatchObject(refused(code))
    expect((await world.hub.read(({ journals }) => journals.head(world.car.device))).through).toBe(1)
  })
})

test('what an older hub had set apart waits', async () => {
  const file = join(world.hub.folder, 'older.sqlite')
  const db = new Kysely<Database>({ dialect: sqliteDialect({ file, access: 'write', connections: 1 }) })
  await migrate(db as unknown as Kysely<never>, sqliteTypes, '0005-balances')
  const [tenant, device] = [newId('tenant'), newId('device')]
  const [bytes, bytes_hash] = [new Uint8Array(3), new Uint8Array(32).fill(7)]
  const row = { tenant, device, bytes_hash, verdict: 'repeated', detail: 'x', first: 4, last: 4, bytes, received_ms: 9 }
  await db.insertInto('quarantine').values(row).execute()
  await db.destroy()
  const migrated = await openSqlite(file)
  const page = await migrated.read(tenant, ({ journals }) => journals.quarantinePage({ limit: 9 }, device, 'waiting'))
  const kept = { device, verdict: 'repeated', detail: 'x', range: { first: 4, last: 4 }, bytesHash: bytes_hash, receivedAtMs: 9 }
  expect(page.items).toStrictEqual([kept])
  await migrated.close()
})
