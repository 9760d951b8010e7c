import type { Storage, Stores } from '@octroi/hub/stores'
import type { Consent, Entitlement } from '@octroi/shared/decisions/action'
import type { AccountId, EndpointId, Id, IdKind, MessageId, TenantId } from '@octroi/shared/ids/id'
import { idFromBytes } from '@octroi/shared/ids/id'
import type { Currency } from '@octroi/shared/money/currency'
import { rational } from '@octroi/shared/money/rational'
import type { Zone } from '@octroi/shared/time/zone'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

/** What every storage engine must do. Each test makes the ids it uses, so that they do not meet. */
export function storageContract(name: string, open: () => Promise<{ storage: Storage; reopen: () => Promise<Storage> }>): void {
  describe(`storage contract: ${name}`, () => {
    let storage: Storage
    let reopen: () => Promise<Storage>
    beforeAll(async () => {
      const opened = await open()
      storage = opened.storage
      reopen = opened.reopen
    })
    afterAll(() => storage.close())

    const write = <T>(tenant: TenantId, work: (stores: Stores) => Promise<T>): Promise<T> => storage.transaction(tenant, work)
    const read = <T>(tenant: TenantId, work: (stores: Stores) => Promise<T>): Promise<T> => storage.read(tenant, work)

    describe('transactions', () => {
      test('keep everything or nothing', async () => {
        const [tenant, account] = [newId('tenant'), newId('account')]
        const failing = write(tenant, async ({ accounts }) => {
          await accounts.insert(accountRow(account))
          throw new Error('changed my mind')
        })
        await expect(failing).rejects.toThrow('changed my mind')
        expect(await read(tenant, ({ accounts }) => accounts.get(account))).toBeUndefined()
      })

      test('run one after another where they write the same row', async () => {
        const tenant = newId('tenant')
        const device = newId('device')
        const add = (): Promise<void> =>
          write(tenant, async ({ journals }) => {
            const { through } = await journals.head(device)
            await Promise.resolve()
            await journals.putHead(device, { boot: bytes(16, 1), through: through + 1, head: bytes(32, 2) })
          })
        await Promise.all(Array.from({ length: 20 }, add))
        expect((await read(tenant, ({ journals }) => journals.head(device))).through).toBe(20)
      })

      test('refuse to write where only reading was asked for', async () => {
        const tenant = newId('tenant')
        await expect(read(tenant, ({ accounts }) => accounts.insert(accountRow(newId('account'))))).rejects.toThrow(/read/i)
      })

      test('survive closing and opening again', async () => {
        const [tenant, account] = [newId('tenant'), newId('account')]
        await write(tenant, ({ accounts }) => accounts.insert(accountRow(account)))
        await storage.close()
        storage = await reopen()
        expect(await read(tenant, ({ accounts }) => accounts.get(account))).toEqual(accountRow(account))
      })
    })

    test('a tenant never sees another tenant’s rows, even by their ids', async () => {
      const [mine, other, account] = [newId('tenant'), newId('tenant'), newId('account')]
      await write(mine, ({ accounts }) => accounts.insert(accountRow(account)))
      expect(await read(other, ({ accounts }) => accounts.get(account))).toBeUndefined()
      expect(await read(other, ({ accounts }) => accounts.list({ limit: 10 }))).toEqual({ items: [] })
    })

    test('lists come newest first, in pages that meet without gap or repeat', async () => {
      const tenant = newId('tenant')
      const ids = Array.from({ length: 5 }, () => newId('account'))
      await write(tenant, async ({ accounts }) => {
        for (const id of ids) await accounts.insert(accountRow(id))
      })
      const first = await read(tenant, ({ accounts }) => accounts.list({ limit: 2 }))
      const second = await read(tenant, ({ accounts }) => accounts.list({ limit: 2, after: first.next ?? '' }))
      const third = await read(tenant, ({ accounts }) => accounts.list({ limit: 2, after: second.next ?? '' }))
      const seen = [first, second, third].flatMap(({ items }) => items.map(({ id }) => id))
      expect(seen).toEqual(ids.toReversed())
      expect(third.next).toBeUndefined()
    })

    describe('catalogue', () => {
      test('the version in effect is the newest that has begun', async () => {
        const tenant = newId('tenant')
        const version = (number: number, effectiveFromMs: number) => ({
          version: number,
          effectiveFromMs,
          publishedAtMs: 5,
          source: '# text',
          catalogue: { services: {}, meters: {}, offers: {} },
        })
        await write(tenant, async ({ catalogue }) => {
          await catalogue.insert(version(1, 100))
          await catalogue.insert(version(2, 200))
          await catalogue.insert(version(3, 200))
        })
        const at = (ms: number) => read(tenant, async ({ catalogue }) => (await catalogue.inEffectAt(ms))?.version)
        expect([await at(99), await at(100), await at(199), await at(200)]).toEqual([undefined, 1, 1, 3])
        expect(await read(tenant, ({ catalogue }) => catalogue.get(2))).toEqual(version(2, 200))
      })
    })

    describe('entitlements and consents', () => {
      test.each([
        ['that began before and has no end', { fromMs: 0 }, true],
        ['that ends with the span’s beginning', { fromMs: 0, untilMs: 100 }, false],
        ['that ends inside the span', { fromMs: 0, untilMs: 101 }, true],
        ['that begins with the span’s end', { fromMs: 200 }, false],
        ['that begins inside the span', { fromMs: 199, untilMs: 300 }, true],
      ])('are found in [100, 200): one %s', async (_what, span, found) => {
        const [tenant, owner, grantee] = [newId('tenant'), newId('account'), newId('account')]
        const entitlement: Entitlement = {
          id: newId('entitlement'),
          subscription: newId('subscription'),
          account: owner,
          service: 'trunk.access',
          actions: ['open'],
          reach: 'own',
          device: newId('device'),
          ...span,
        }
        const consent: Consent & { givenAtMs: number } = {
          id: newId('consent'),
          owner,
          grantee,
          service: 'trunk.access',
          givenAtMs: 1,
          ...span,
        }
        await write(tenant, async ({ entitlements, consents }) => {
          await entitlements.insertAll([entitlement])
          await consents.insert(consent)
        })
        const asked = { fromMs: 100, untilMs: 200 }
        expect(await read(tenant, (stores) => stores.entitlements.forService([owner], 'trunk.access', asked))).toEqual(
          found ? [entitlement] : [],
        )
        expect(await read(tenant, (stores) => stores.consents.between(owner, grantee, 'trunk.access', asked))).toEqual(
          found ? [consent] : [],
        )
      })
    })

    describe('device credentials', () => {
      test('a nonce is spent once, and forgotten when it expires', async () => {
        const [tenant, device] = [newId('tenant'), newId('device')]
        const spend = (nowMs: number) => write(tenant, ({ devices }) => devices.spendNonce(device, bytes(16, 7), 100, nowMs))
        expect([await spend(0), await spend(1), await spend(99)]).toEqual([true, false, false])
        expect(await spend(100)).toBe(true)
      })

      test('a session token is taken once, and only before it expires', async () => {
        const [tenant, device] = [newId('tenant'), newId('device')]
        const session = { id: newId('session'), device, tokenHash: bytes(32, 1), expiresAtMs: 100 }
        const take = (hash: Uint8Array, nowMs: number) => write(tenant, ({ devices }) => devices.takeSession(device, hash, nowMs))
        await write(tenant, ({ devices }) => devices.putSession(session))
        const has = (hash: Uint8Array, nowMs: number) => read(tenant, ({ devices }) => devices.hasSession(device, hash, nowMs))
        expect([await has(session.tokenHash, 99), await has(session.tokenHash, 100), await has(bytes(32, 2), 1)]).toEqual([
          ...[true, false, false],
        ])
        expect(await take(bytes(32, 2), 1)).toBeUndefined()
        expect(await take(session.tokenHash, 1)).toEqual({ id: session.id, expiresAtMs: 100 })
        expect(await take(session.tokenHash, 1)).toBeUndefined()
        await write(tenant, ({ devices }) => devices.putSession(session))
        expect(await take(session.tokenHash, 100)).toBeUndefined()
      })

      test('a newer session replaces the one before', async () => {
        const [tenant, device] = [newId('tenant'), newId('device')]
        const session = (byte: number) => ({ id: newId('session'), device, tokenHash: bytes(32, byte), expiresAtMs: 100 })
        await write(tenant, ({ devices }) => devices.putSession(session(1)))
        await write(tenant, ({ devices }) => devices.putSession(session(2)))
        expect(await write(tenant, ({ devices }) => devices.takeSession(device, bytes(32, 1), 0))).toBeUndefined()
      })
    })

    describe('journals', () => {
      const batch = (first: number, count: number, seed: number) => ({
        batch: {
          device: newId('device'),
          boot: bytes(16, 1),
          first,
          count,
          previous: bytes(32, 0),
          root: bytes(32, 9),
        },
        payloadHash: bytes(32, seed),
        records: [],
        envelope: bytes(50, seed),
      })

      test('batches are found by the records they hold', async () => {
        const [tenant, device] = [newId('tenant'), newId('device')]
        await write(tenant, async ({ journals }) => {
          await journals.insertBatch(device, batch(1, 10, 1), 5)
          await journals.insertBatch(device, batch(21, 5, 2), 5)
        })
        const overlapping = (first: number, last: number) =>
          read(tenant, async ({ journals }) => (await journals.overlapping(device, first, last)).map((link) => link.first))
        expect(await overlapping(11, 20)).toEqual([])
        expect(await overlapping(10, 11)).toEqual([1])
        expect(await overlapping(1, 30)).toEqual([21, 1])
        const ahead = await read(tenant, ({ journals }) => journals.ahead(device, 10, 10))
        expect(ahead).toEqual([{ first: 21, count: 5, boot: bytes(16, 1), previous: bytes(32, 0), payloadHash: bytes(32, 2) }])
      })

      test('the same thing is quarantined once', async () => {
        const [tenant, device] = [newId('tenant'), newId('device')]
        const entry = {
          device,
          verdict: 'bad_signature',
          detail: 'it does not verify',
          bytesHash: bytes(32, 4),
          bytes: bytes(9, 4),
          receivedAtMs: 3,
        } as const
        const quarantine = () => write(tenant, ({ journals }) => journals.quarantine(entry))
        expect([await quarantine(), await quarantine()]).toEqual([true, false])
        const { bytes: _, ...kept } = entry
        expect(await read(tenant, ({ journals }) => journals.quarantined(device))).toEqual([kept])
      })
    })

    describe('rating', () => {
      const most = 2n ** 63n - 1n

      test('sums are exact beyond 2^63', async () => {
        const [tenant, subscription] = [newId('tenant'), newId('subscription')]
        const sum = { subscription, price: 'energy', band: 'peak', periodFromMs: 100, quantity: most, records: 2 }
        const fold = { aggregates: [sum, { ...sum, band: 'off-peak', quantity: -1n }], charges: [], unrated: [] }
        await write(tenant, ({ rating }) => rating.fold(newId('device'), fold))
        await write(tenant, ({ rating }) => rating.fold(newId('device'), fold))
        const sums = await read(tenant, ({ rating }) => rating.aggregates([subscription], 100))
        expect(sums.toSorted((left, right) => left.band.localeCompare(right.band))).toEqual([
          { ...sum, band: 'off-peak', quantity: -2n, records: 4 },
          { ...sum, quantity: 2n * most, records: 4 },
        ])
        expect(await read(tenant, ({ rating }) => rating.aggregates([subscription], 101))).toEqual([])
      })

      test('charges keep exact amounts and come in pages, also at one instant', async () => {
        const [tenant, subscription, device] = [newId('tenant'), newId('subscription'), newId('device')]
        const charges = [1, 2, 3].map((seq) => ({
          subscription,
          price: 'opening',
          device,
          seq,
          authorization: newId('authorization'),
          happenedAtMs: 100,
          periodFromMs: 0,
          quantity: 1_000_000_000n,
          exact: rational(1n, 3n),
          currency: 'EUR' as Currency,
          explanation: ['one third'],
        }))
        await write(tenant, ({ rating }) => rating.fold(device, { aggregates: [], charges, unrated: [] }))
        const first = await read(tenant, ({ rating }) => rating.charges({ limit: 2 }, subscription))
        const second = await read(tenant, ({ rating }) => rating.charges({ limit: 2, after: first.next ?? '' }, subscription))
        expect([...first.items, ...second.items]).toEqual(charges.toReversed())
        const authorization = charges[0]?.authorization ?? newId('authorization')
        expect(await read(tenant, ({ rating }) => rating.chargesOf(authorization))).toEqual(charges.slice(0, 1))
      })

      test('usage nobody pays for is added up', async () => {
        const [tenant, device] = [newId('tenant'), newId('device')]
        const sum = { service: 's', meter: 'm', reason: 'no_subscription', quantity: most, records: 1 } as const
        const fold = () => write(tenant, ({ rating }) => rating.fold(device, { aggregates: [], charges: [], unrated: [sum] }))
        await fold()
        await fold()
        expect(await read(tenant, ({ rating }) => rating.unrated(device))).toEqual([{ ...sum, quantity: 2n * most, records: 2 }])
      })
    })

    describe('outbox', () => {
      test('a message is enqueued once, leased once, and due again when its lease ends', async () => {
        const [tenant, endpoint] = [newId('tenant'), newId('endpoint')]
        await drain()
        await write(tenant, async ({ outbox }) => {
          await outbox.enqueue([message(endpoint, 'once')])
          await outbox.enqueue([message(endpoint, 'once')])
        })
        const lease = (nowMs: number) => storage.queue.lease({ nowMs, leaseMs: 1000, limit: 10, ...unshared })
        const [leased] = await lease(100)
        expect(leased).toMatchObject({ tenant, message: { key: 'once', attempts: 0 } })
        expect(await lease(100)).toEqual([])
        expect(await lease(1100)).toHaveLength(1)
      })

      test('delivered and abandoned messages are never leased again, failed ones when they are due', async () => {
        const [tenant, endpoint] = [newId('tenant'), newId('endpoint')]
        await drain()
        const messages = ['delivered', 'abandoned', 'failed'].map((key) => message(endpoint, key))
        await write(tenant, async ({ outbox }) => {
          await outbox.enqueue(messages)
          const [delivered, abandoned, failed] = messages.map(({ id }) => id) as [MessageId, MessageId, MessageId]
          await outbox.markDelivered(delivered, 50)
          await outbox.markFailed(abandoned, { error: 'gone', dueAtMs: undefined })
          await outbox.markFailed(failed, { error: '503', dueAtMs: 5000 })
        })
        expect(await storage.queue.lease({ nowMs: 4999, leaseMs: 1000, limit: 10, ...unshared })).toEqual([])
        const due = await storage.queue.lease({ nowMs: 5000, leaseMs: 1000, limit: 10, ...unshared })
        expect(due.map(({ message: { key, attempts, lastError } }) => ({ key, attempts, lastError }))).toEqual([
          { key: 'failed', attempts: 1, lastError: '503' },
        ])
      })

      test('an endpoint with much to get leaves room for the others', async () => {
        const [tenant, crowded, other] = [newId('tenant'), newId('endpoint'), newId('endpoint')]
        await drain()
        const messages = Array.from({ length: 30 }, (_, index) => message(crowded, `crowd ${index}`))
        await write(tenant, ({ outbox }) => outbox.enqueue([...messages, message(other, 'alone')]))
        const lease = async (underWay: ReadonlyMap<EndpointId, number>) => {
          const leased = await storage.queue.lease({ nowMs: 100, leaseMs: 1000, limit: 10, perEndpoint: 2, underWay })
          return leased.map(({ message: { endpoint } }) => endpoint)
        }
        expect(await lease(new Map())).toEqual([crowded, crowded, other])
        expect(await lease(new Map([[crowded, 2]]))).toEqual([])
        expect(await lease(new Map([[crowded, 1]]))).toEqual([crowded])
      })

      test('many workers share what is due without overlap', async () => {
        const [tenant, endpoint] = [newId('tenant'), newId('endpoint')]
        await drain()
        const messages = Array.from({ length: 30 }, (_, index) => message(endpoint, `key ${index}`))
        await write(tenant, ({ outbox }) => outbox.enqueue(messages))
        const rounds = await Promise.all(
          Array.from({ length: 6 }, () => storage.queue.lease({ nowMs: 100, leaseMs: 1000, limit: 5, ...unshared })),
        )
        const leased = rounds.flat().map(({ message: { id } }) => id)
        expect(new Set(leased).size).toBe(leased.length)
        expect(leased).toHaveLength(30)
      })

      async function drain(): Promise<void> {
        const far = Number.MAX_SAFE_INTEGER - 10_000
        while ((await storage.queue.lease({ nowMs: far, leaseMs: 5000, limit: 100, ...unshared })).length > 0);
      }
    })

    test('an idempotent answer is found by account and key, and forgotten in time', async () => {
      const [tenant, account] = [newId('tenant'), newId('account')]
      const answer = { fingerprint: bytes(32, 1), sealedAnswer: bytes(20, 2), createdAtMs: 100 }
      await write(tenant, ({ idempotency }) => idempotency.insert(account, 'key-1', answer))
      const find = () => read(tenant, ({ idempotency }) => idempotency.find(account, 'key-1'))
      expect(await find()).toEqual(answer)
      expect(await read(tenant, ({ idempotency }) => idempotency.find(newId('account'), 'key-1'))).toBeUndefined()
      await write(tenant, ({ idempotency }) => idempotency.forgetBefore(100))
      expect(await find()).toEqual(answer)
      await write(tenant, ({ idempotency }) => idempotency.forgetBefore(101))
      expect(await find()).toBeUndefined()
    })
  })
}

const unshared = { perEndpoint: Number.MAX_SAFE_INTEGER, underWay: new Map<EndpointId, number>() }

let made = 0

/** Ids in rising order, as clocks make them. */
function newId<K extends IdKind>(kind: K): Id<K> {
  made++
  const raw = new Uint8Array(16)
  new DataView(raw.buffer).setUint32(12, made)
  return idFromBytes(kind, raw)
}

function bytes(length: number, byte: number): Uint8Array {
  return new Uint8Array(length).fill(byte)
}

function accountRow(id: AccountId): { id: AccountId; name: string; zone: Zone; createdAtMs: number } {
  return { id, name: 'Sample', zone: 'Europe/Paris' as Zone, createdAtMs: 1_700_000_000_000 }
}

function message(endpoint: EndpointId, key: string) {
  return { id: newId('message'), endpoint, type: 'authorization.completed', key, payload: '{}', createdAtMs: 10 }
}
