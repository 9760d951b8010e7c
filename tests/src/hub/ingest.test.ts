import { agreeShares } from '@octroi/hub/settlement/agree-shares.use-case'
import type { Ingested } from '@octroi/hub/usage/ingest-batch.use-case'
import { type KeyPair, keyPairOf } from '@octroi/shared/crypto/crypto'
import type { AccountId, AuthorizationId, DeviceId, SubscriptionId } from '@octroi/shared/ids/id'
import { formatExact } from '@octroi/shared/money/decimal'
import { rational } from '@octroi/shared/money/rational'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type HubAtRest, value } from '../kit/hub-at-rest.ts'
import { JournalWriter } from '../kit/journal-writer.ts'
import { type AccessType, nowMs, OpeningWorld } from '../kit/opening-world.ts'
import { agentStarted, energyReading } from '../kit/sample-records.ts'

let world: OpeningWorld
let hub: HubAtRest
let owner: AccountId
let device: DeviceId
let keys: KeyPair
let journal: JournalWriter

beforeEach(async () => {
  world = await OpeningWorld.open()
  ;({ hub, owner } = world)
  ;({ device, keys, journal } = world.car)
})
afterEach(() => world.close())

const ingest = (envelope: Uint8Array, from = device): Promise<Ingested | undefined> => world.ingest(envelope, from)
const granted = (): Promise<AuthorizationId> => world.granted()
const access = (type: AccessType, authorization: AuthorizationId) => world.access(type, authorization)
const all = (authorization: AuthorizationId) => world.wholeOpening(authorization)
const verdict = async (envelope: Uint8Array): Promise<string | undefined> => (await ingest(envelope))?.verdict
const stateOf = (id: DeviceId) => hub.read(async ({ devices }) => (await devices.get(id))?.state)
const quarantined = () => hub.read(async ({ journals }) => (await journals.quarantined(device)).map((entry) => entry.verdict))

const record = agentStarted(nowMs)
const reading = (index: number, quantity = 1000n) => energyReading(nowMs + index * 1000, nowMs + (index + 1) * 1000, quantity)

const flip = (bytes: Uint8Array, index: number): Uint8Array =>
  bytes.map((byte, position) => (position === index ? byte ^ 1 : byte))

describe('the chain', () => {
  test('batches in order move the head, and the receipt says how far', async () => {
    const first = journal.batch(record, record)
    const second = journal.batch(record)
    expect((await ingest(first.envelope))?.receipt.head).toMatchObject({ through: 2, head: first.payloadHash })
    expect((await ingest(second.envelope))?.receipt).toMatchObject({
      head: { through: 3, head: second.payloadHash },
      missing: [],
    })
  })

  test('the same batch again is a duplicate and changes nothing', async () => {
    const batch = journal.batch(reading(0))
    await subscribe()
    expect([await verdict(batch.envelope), await verdict(batch.envelope)]).toEqual(['accepted', 'duplicate'])
    expect(await usedQuantity()).toBe(1000n)
  })

  test('a live batch ahead of a hole is taken at once, the hole is asked for, and closes', async () => {
    await subscribe()
    const [one, two, three] = [journal.batch(reading(0)), journal.batch(reading(1)), journal.batch(reading(2))]
    await ingest(one.envelope)
    expect((await ingest(three.envelope))?.receipt).toMatchObject({ head: { through: 1 }, missing: [{ first: 2, last: 2 }] })
    expect(await usedQuantity()).toBe(2000n)
    expect((await ingest(two.envelope))?.receipt).toMatchObject({ head: { through: 3, head: three.payloadHash }, missing: [] })
    expect(await usedQuantity()).toBe(3000n)
  })

  test('a chain goes on over a new boot', async () => {
    await ingest(journal.batch(record).envelope)
    journal.reboot()
    expect((await ingest(journal.batch(record).envelope))?.receipt.head.through).toBe(2)
  })
})

describe('what cannot be believed is set apart, and the rest goes on', () => {
  test('bytes that are no envelope', async () => {
    for (const bytes of [new Uint8Array(), new Uint8Array(100).fill(0xff), new Uint8Array(900_000)]) {
      expect(await verdict(bytes)).toBe('malformed')
    }
    expect(await verdict(journal.batch(record).envelope)).toBe('accepted')
  })

  test('a changed byte anywhere, never accepted', async () => {
    const { envelope } = journal.batch(record)
    const verdicts = new Set<string | undefined>()
    for (let index = 0; index < envelope.length; index++) verdicts.add(await verdict(flip(envelope, index)))
    expect(verdicts.has('accepted')).toBe(false)
    expect([...verdicts]).toEqual(expect.arrayContaining(['malformed', 'bad_signature', 'unknown_key', 'wrong_root']))
    expect(await verdict(envelope)).toBe('accepted')
  })

  test('a key that never enrolled', async () => {
    const stranger = new JournalWriter(
      hub.environment.crypto,
      device,
      keyPairOf(hub.environment.crypto, new Uint8Array(32).fill(9)),
    )
    expect(await verdict(stranger.batch(record).envelope)).toBe('unknown_key')
  })

  test('a batch signed for another device', async () => {
    const other = new JournalWriter(hub.environment.crypto, 'dev_01h455vb4pex5vsknk084sn02q', keys)
    expect(await verdict(other.batch(record).envelope)).toBe('wrong_device')
  })

  test('a record that cannot be read, while its neighbours are', async () => {
    await subscribe()
    const { encodeRecord } = await import('@octroi/shared/wire/messages/record')
    const salt = new Uint8Array(16)
    const good = encodeRecord({ ...reading(0), salt })
    const backwards = encodeRecord({ ...reading(1), body: { ...reading(1).body, end: 0 }, salt })
    const ingested = await ingest(journal.rawBatch([good, Uint8Array.of(1, 2, 3), backwards]).envelope)
    expect(ingested).toMatchObject({
      verdict: 'accepted',
      receipt: {
        quarantined: [
          { first: 2, last: 2 },
          { first: 3, last: 3 },
        ],
      },
    })
    expect(ingested?.receipt.head.through).toBe(3)
    expect(await quarantined()).toEqual(['unreadable_record', 'unreadable_record'])
    expect(await usedQuantity()).toBe(1000n)
  })

  test('a reading of a time to come: its clock cannot be believed', async () => {
    await subscribe()
    const farAhead = { ...reading(0), body: { ...reading(0).body, end: Date.parse('9999-12-31T00:00:00Z') } }
    const ingested = await ingest(journal.batch(farAhead, reading(1)).envelope)
    expect(ingested).toMatchObject({ verdict: 'accepted', receipt: { quarantined: [{ first: 1, last: 1 }] } })
    expect(await quarantined()).toEqual(['clock_suspect'])
    expect(await usedQuantity()).toBe(1000n)
  })

  test('a record of a time to come costs nothing but itself', async () => {
    await subscribe()
    const farAhead = { ...access('opened', 'auth_01h455vb4pex5vsknk084sn02q'), time: Date.parse('9999-12-30T00:00:00Z') }
    const floor = { ...farAhead, timeState: 'floor' } as const
    const ingested = await ingest(journal.batch(farAhead, floor, reading(0)).envelope)
    expect(ingested?.receipt.quarantined).toEqual([{ first: 1, last: 1 }])
    expect(await usedQuantity()).toBe(1000n)
  })

  test('a reading of time that was told before is not billed twice', async () => {
    await subscribe()
    await ingest(journal.batch(reading(0), reading(1), reading(2)).envelope)
    const again = await ingest(journal.batch(reading(1), reading(2), reading(3)).envelope)
    expect(again).toMatchObject({
      verdict: 'accepted',
      receipt: { head: { through: 6 }, quarantined: [{ first: 4 }, { first: 5 }] },
    })
    expect(await quarantined()).toEqual(['repeated', 'repeated'])
    expect(await usedQuantity()).toBe(4000n)
  })

  test('two services may name a meter alike', async () => {
    await subscribe()
    const heat = { ...reading(0), service: 'heat.supply' }
    expect(await ingest(journal.batch(heat, reading(0)).envelope)).toMatchObject({ receipt: { quarantined: [] } })
    expect(await usedQuantity()).toBe(1000n)
  })

  test('a device that does not exist gets no answer', async () => {
    expect(await ingest(journal.batch(record).envelope, 'dev_01h455vb4pex5vsknk084sn02q')).toBeUndefined()
  })
})

describe('a device that contradicts itself', () => {
  test('same boot, same numbers, other content: a fork freezes it', async () => {
    await subscribe()
    await ingest(journal.batch(reading(0)).envelope)
    const start = { seq: 0, previous: new Uint8Array(32) }
    journal.rewind(start)
    expect(await verdict(journal.batch(reading(0, 9n)).envelope)).toBe('fork')
    expect(await stateOf(device)).toBe('frozen')
    expect(await quarantined()).toEqual(['fork'])
  })

  test('another boot reusing numbers: a restored disk, which freezes nothing', async () => {
    const first = journal.batch(record)
    await ingest(first.envelope)
    journal.rewind({ seq: 0, previous: new Uint8Array(32) })
    journal.reboot()
    expect(await verdict(journal.batch(record, record).envelope)).toBe('restored')
    expect(await stateOf(device)).toBe('enrolled')
  })

  test('a batch that does not follow the one before: a fork, found when the hole closes', async () => {
    await subscribe()
    const first = journal.batch(record)
    journal.rewind({ seq: 1, previous: new Uint8Array(32).fill(5) })
    const stray = journal.batch(reading(0))
    expect(await verdict(stray.envelope)).toBe('accepted')
    expect(await ingest(first.envelope)).toMatchObject({ verdict: 'accepted', receipt: { head: { through: 2 } } })
    expect(await stateOf(device)).toBe('frozen')
    const [fork] = await hub.read(({ journals }) => journals.quarantined(device))
    const bytesHash = hub.environment.crypto.sha256(stray.envelope)
    expect(fork).toMatchObject({ verdict: 'fork', range: { first: 2, last: 2 }, bytesHash })
  })

  test('a batch that follows something else than the head: a fork at once', async () => {
    await ingest(journal.batch(record).envelope)
    journal.rewind({ seq: 1, previous: new Uint8Array(32).fill(5) })
    expect(await ingest(journal.batch(record).envelope)).toMatchObject({
      verdict: 'fork',
      receipt: { head: { through: 2 }, quarantined: [{ first: 2, last: 2 }] },
    })
    expect(await stateOf(device)).toBe('frozen')
    expect(await ingest(journal.batch(record).envelope)).toMatchObject({ verdict: 'accepted', receipt: { head: { through: 3 } } })
  })

  test('a restored disk that goes beyond the head: all of it is set apart, and the device goes on from there', async () => {
    await subscribe()
    await ingest(journal.batch(reading(0), reading(1)).envelope)
    journal.rewind({ seq: 1, previous: new Uint8Array(32).fill(5) })
    journal.reboot()
    const overlapping = journal.batch(reading(2), reading(3))
    expect(await ingest(overlapping.envelope)).toMatchObject({
      verdict: 'restored',
      receipt: { head: { through: 3, head: overlapping.payloadHash }, quarantined: [{ first: 2, last: 3 }] },
    })
    expect(await usedQuantity()).toBe(2000n)
    expect(await ingest(journal.batch(reading(4)).envelope)).toMatchObject({
      verdict: 'accepted',
      receipt: { head: { through: 4 } },
    })
    expect(await usedQuantity()).toBe(3000n)
    expect(await stateOf(device)).toBe('enrolled')
  })

  test('a device that lost records with its disk says so: the hole is closed, shown, and may still be filled', async () => {
    await subscribe()
    const [one, lost, later] = [journal.batch(reading(0)), journal.batch(reading(1), reading(2)), journal.batch(reading(3))]
    await ingest(one.envelope)
    await ingest(later.envelope)
    journal.rewind({ seq: 4, previous: one.payloadHash })
    journal.reboot()
    const restored = { ...record, type: 'restored', body: { through: 4 } } as const
    expect(await ingest(journal.batch(restored).envelope)).toMatchObject({
      verdict: 'accepted',
      receipt: { head: { through: 5 }, missing: [] },
    })
    expect(await quarantined()).toEqual(['gap'])
    expect(await ingest(lost.envelope)).toMatchObject({ verdict: 'accepted', receipt: { head: { through: 5 } } })
    expect(await ingest(journal.batch(reading(4)).envelope)).toMatchObject({
      verdict: 'accepted',
      receipt: { head: { through: 6 } },
    })
    expect(await usedQuantity()).toBe(5000n)
  })

  test('what closes a hole onto a fork is not rated any more', async () => {
    await subscribe()
    const first = journal.batch(reading(0))
    journal.rewind({ seq: 1, previous: new Uint8Array(32).fill(5) })
    await ingest(journal.batch(record).envelope)
    await ingest(first.envelope)
    expect(await stateOf(device)).toBe('frozen')
    expect(await usedQuantity()).toBe(0n)
  })

  test('once frozen, its batches are kept as evidence and nothing is rated', async () => {
    await subscribe()
    await hub.write(({ devices }) => devices.setState(device, 'frozen'))
    expect(await ingest(journal.batch(reading(0)).envelope)).toMatchObject({
      verdict: 'accepted',
      receipt: { head: { through: 1 } },
    })
    expect(await usedQuantity()).toBe(0n)
  })
})

describe('an authorized opening', () => {
  test('is charged once and confirmed once, however its records arrive', async () => {
    const authorization = await granted()
    const batches = all(authorization).map((each) => journal.batch(each))
    for (const index of [4, 2, 0, 3, 1, 2, 4]) await ingest(batches[index]?.envelope ?? new Uint8Array())
    const detail = await hub.read(async ({ authorizations, rating, outbox }) => ({
      found: await authorizations.get(authorization),
      charges: await rating.chargesOf(authorization),
      messages: (await outbox.list({ limit: 10 })).items,
    }))
    expect(detail.found).toMatchObject({ outcome: 'completed' })
    expect(detail.charges.map(({ exact, currency }) => `${formatExact(exact)} ${currency}`)).toEqual(['2.4 EUR'])
    expect(detail.messages.map(({ type }) => type)).toEqual(['authorization.completed'])
    expect(detail.messages[0]?.payload).toContain('closed again')
  })

  test('is shared as agreed, booked to the cent, and the ledger balances', async () => {
    const authorization = await granted()
    const [maker, dealer] = [await hub.account(), await hub.account()]
    const part = (percent: bigint) => ({ kind: 'part', part: rational(percent, 100n), of: 'gross' }) as const
    const shares = [{ account: maker, take: part(40n), shares: [{ account: dealer, take: part(25n), shares: [] }] }]
    value(await hub.write((stores) => agreeShares(stores, hub.environment, { offer: 'merchant', shares })))
    await ingest(journal.batch(...all(authorization)).envelope)
    await ingest(journal.batch(...all(authorization)).envelope)
    const { parties, balances, operator } = await hub.read(async ({ settlement, ledger, tenants }) => ({
      parties: await settlement.sharesOf(authorization),
      balances: await ledger.balances(),
      operator: (await tenants.get())?.operator,
    }))
    expect(Object.fromEntries(parties.map(({ account, exact }) => [account, formatExact(exact)]))).toEqual({
      [maker]: '0.72',
      [dealer]: '0.24',
      [operator ?? '']: '1.44',
    })
    expect(Object.fromEntries(balances.map(({ account, debit, credit }) => [account, debit - credit]))).toEqual({
      [`accrued ${world.merchant}`]: 240n,
      [`payable ${maker}`]: -72n,
      [`payable ${dealer}`]: -24n,
      revenue: -144n,
    })
  })

  test('that bounces under one use is charged once', async () => {
    const authorization = await granted()
    const bounce = (['granted', 'opened', 'closed', 'opened', 'closed', 'secured'] as const).map((type) =>
      access(type, authorization),
    )
    await ingest(journal.batch(...bounce.slice(0, 4)).envelope)
    await ingest(journal.batch(...bounce.slice(4), access('opened', authorization)).envelope)
    expect(await hub.read(({ rating }) => rating.chargesOf(authorization))).toHaveLength(1)
  })

  test('that was not closed is told as such, and completed later', async () => {
    const authorization = await granted()
    const told = async () =>
      (await hub.read(({ outbox }) => outbox.list({ limit: 10 }))).items.map(({ type }) => type).toReversed()
    await ingest(
      journal.batch(access('granted', authorization), access('opened', authorization), access('left_open', authorization))
        .envelope,
    )
    expect(await told()).toEqual(['authorization.left_open'])
    await ingest(journal.batch(access('closed', authorization), access('secured', authorization)).envelope)
    expect(await told()).toEqual(['authorization.left_open', 'authorization.completed'])
  })

  test('with an unknown outcome is told, and never billed', async () => {
    const authorization = await granted()
    await ingest(journal.batch(access('granted', authorization), access('outcome_unknown', authorization)).envelope)
    const { items } = await hub.read(({ outbox }) => outbox.list({ limit: 10 }))
    expect(items.map(({ type }) => type)).toEqual(['authorization.unknown'])
    expect(await hub.read(({ rating }) => rating.chargesOf(authorization))).toEqual([])
  })

  test('told about another service than it was granted for is charged to nobody', async () => {
    const authorization = await granted()
    const records = all(authorization).map((each) => ({ ...each, service: 'energy.supply' }))
    await ingest(journal.batch(...records).envelope)
    expect(await hub.read(({ rating }) => rating.chargesOf(authorization))).toEqual([])
    expect(await hub.read(({ authorizations }) => authorizations.get(authorization))).toMatchObject({ outcome: 'pending' })
  })

  test('told by another device than it was granted on is charged to nobody', async () => {
    const authorization = await granted()
    const { device: otherDevice, journal: other } = await world.another('other car')
    await ingest(other.batch(...all(authorization)).envelope, otherDevice)
    expect(await hub.read(({ rating }) => rating.chargesOf(authorization))).toEqual([])
    expect(await hub.read(({ authorizations }) => authorizations.get(authorization))).toMatchObject({ outcome: 'pending' })
    expect(await hub.read(({ rating }) => rating.unrated(otherDevice))).toMatchObject([{ meter: 'opened', records: 1 }])
    await ingest(journal.batch(...all(authorization)).envelope)
    expect(await hub.read(({ rating }) => rating.chargesOf(authorization))).toHaveLength(1)
    expect(await hub.read(({ authorizations }) => authorizations.get(authorization))).toMatchObject({ outcome: 'completed' })
  })

  test.each([
    ['a second after the window', { time: nowMs + 61_000, timeState: 'synced' }],
    ['by a clock that was never set', { time: 0, timeState: 'unknown' }],
  ] as const)('%s costs what was quoted', async (_when, clock) => {
    const authorization = await granted()
    await ingest(journal.batch(...all(authorization).map((each) => ({ ...each, ...clock }))).envelope)
    const [charge, ...more] = await hub.read(({ rating }) => rating.chargesOf(authorization))
    expect(more).toEqual([])
    expect(charge && formatExact(charge.exact)).toBe('2.4')
    expect(charge?.happenedAtMs).toBeGreaterThanOrEqual(nowMs)
    expect(charge?.happenedAtMs).toBeLessThan(nowMs + 60_000)
  })
})

let supply: SubscriptionId
async function subscribe(): Promise<void> {
  supply = await world.order(owner, 'supply')
}

async function usedQuantity(): Promise<bigint> {
  const sums = await hub.read(({ rating }) => rating.aggregates([supply], Date.parse('2026-11-01T00:00:00Z')))
  return sums.reduce((sum, { quantity }) => sum + quantity, 0n)
}
