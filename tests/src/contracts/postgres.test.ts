import { openPostgres } from '@octroi/hub/storage/postgres/open'
import { StorageUnavailable } from '@octroi/hub/storage-unavailable'
import type { Storage } from '@octroi/hub/stores'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { PostgresServer } from '../kit/postgres-server.ts'
import { accountRow, bytes, newId, sampleGranted, sampleMessage } from './storage/samples.ts'

/** What there is to prove of a server that several hubs share, beyond the contract of every engine. */
let server: PostgresServer
let url: string
let one: Storage
let other: Storage

beforeAll(async () => {
  server = await PostgresServer.start()
  url = await server.database()
  ;[one, other] = [await openPostgres(url), await openPostgres(url)]
})
afterAll(async () => {
  await one.close()
  await other.close()
  await server.stop()
})

describe('transactions of two hubs', () => {
  test('that change the same row all succeed, one after another', async () => {
    const [tenant, device] = [newId('tenant'), newId('device')]
    const add = (storage: Storage): Promise<void> =>
      storage.transaction(tenant, async ({ journals }) => {
        const { through } = await journals.head(device)
        await journals.putHead(device, { boot: bytes(16, 1), through: through + 1, head: bytes(32, 2) })
      })
    await Promise.all(Array.from({ length: 40 }, (_, index) => add(index % 2 === 0 ? one : other)))
    expect((await one.read(tenant, ({ journals }) => journals.head(device))).through).toBe(40)
  })

  test('that each look whether something is there, and add it where it is not, add it once', async () => {
    const tenant = newId('tenant')
    const addFirst = (storage: Storage): Promise<void> =>
      storage.transaction(tenant, async ({ accounts }) => {
        const { items } = await accounts.list({ limit: 1 })
        if (items.length === 0) await accounts.insert(accountRow(newId('account')))
      })
    await Promise.all(Array.from({ length: 12 }, (_, index) => addFirst(index % 2 === 0 ? one : other)))
    expect((await one.read(tenant, ({ accounts }) => accounts.list({ limit: 10 }))).items).toHaveLength(1)
  })

  test('that derive the same id from what they see all get one of their own', async () => {
    const tenant = newId('tenant')
    const ids = Array.from({ length: 8 }, () => newId('authorization'))
    const take = (storage: Storage): Promise<void> =>
      storage.transaction(tenant, async ({ authorizations }) => {
        const { items } = await authorizations.list({ limit: 10 })
        await authorizations.insert(sampleGranted({ id: ids[items.length] ?? newId('authorization') }))
      })
    await Promise.all(ids.map((_, index) => take(index % 2 === 0 ? one : other)))
    const { items } = await one.read(tenant, ({ authorizations }) => authorizations.list({ limit: 10 }))
    expect(items.map(({ id }) => id).toSorted()).toEqual(ids.toSorted())
  })

  test('lease each message of the outbox to one of them, though it is marked meanwhile', async () => {
    const [tenant, endpoint] = [newId('tenant'), newId('endpoint')]
    const messages = Array.from({ length: 60 }, () => sampleMessage({ endpoint }))
    await one.transaction(tenant, ({ outbox }) => outbox.enqueue(messages))
    const leased: string[] = []
    const work = async (storage: Storage): Promise<void> => {
      for (;;) {
        const due = await storage.queue.lease({ nowMs: 100, leaseMs: 1000, limit: 4, perEndpoint: 100, underWay: new Map() })
        if (due.length === 0) return
        leased.push(...due.map(({ message }) => message.id))
        for (const { message } of due) await storage.transaction(tenant, ({ outbox }) => outbox.markDelivered(message.id, 100))
      }
    }
    // A round in which all that is due is being looked at ends a worker, so one more looks after them.
    await Promise.all([one, other, one, other].map(work))
    await work(one)
    expect(leased.toSorted()).toEqual(messages.map(({ id }) => id).toSorted())
  })
})

describe('opening', () => {
  test('an empty database by several hubs at once brings all of them to the newest schema', async () => {
    const empty = await server.database()
    const opened = await Promise.all(Array.from({ length: 4 }, () => openPostgres(empty)))
    for (const storage of opened) {
      expect(await storage.tenants()).toEqual([])
      await storage.close()
    }
  })

  test.each([
    ['no server', (password: string) => `postgresql://octroi:${password}@127.0.0.1:1/octroi`, /does not answer \(ECONNREFUSED\)/],
    ['no host', (password: string) => `postgresql://octroi:${password}@host.invalid/octroi`, /does not answer \(E/],
  ])('where there is %s fails in plain words that hold no password', async (_what, address, words) => {
    const opening = openPostgres(address('sample-secret'))
    await expect(opening).rejects.toThrow(words)
    await expect(opening).rejects.not.toThrow('sample-secret')
  })

  test('a database that cannot hold every letter is refused', async () => {
    const name = `${new URL(url).pathname.slice(1)}_latin`
    const client = new pg.Client({ connectionString: url })
    await client.connect()
    await client.query(`create database ${name} encoding 'LATIN1' locale_provider libc locale 'C' template template0`)
    const latin = new URL(url)
    latin.pathname = `/${name}`
    await expect(openPostgres(latin.href)).rejects.toThrow('UTF8')
    await client.query(`drop database ${name} with (force)`)
    await client.end()
  })
})

describe('a server that', () => {
  test('breaks its connections undoes what was under way, and the next transaction goes through', async () => {
    const [tenant, account] = [newId('tenant'), newId('account')]
    const cut = (storage: Storage): Promise<void> =>
      storage.transaction(tenant, async ({ accounts }) => {
        await accounts.insert(accountRow(account))
        await server.cut(url)
        await accounts.list({ limit: 1 })
      })
    await expect(cut(one)).rejects.toBeInstanceOf(StorageUnavailable)
    expect(await one.read(tenant, ({ accounts }) => accounts.get(account))).toBeUndefined()
    await one.transaction(tenant, ({ accounts }) => accounts.insert(accountRow(account)))
    expect(await other.read(tenant, ({ accounts }) => accounts.get(account))).toEqual(accountRow(account))
  })

  test('cuts every connection while none is used disturbs no transaction', async () => {
    const tenant = newId('tenant')
    const busy = (): Promise<unknown> => one.transaction(tenant, ({ accounts }) => accounts.insert(accountRow(newId('account'))))
    for (let round = 1; round <= 3; round++) {
      await Promise.all(Array.from({ length: 20 }, busy))
      await server.cut(url)
      await busy()
      expect((await one.read(tenant, ({ accounts }) => accounts.list({ limit: 100 }))).items).toHaveLength(21 * round)
    }
  })

  test('lets nobody write is unavailable to writers and serves readers', async () => {
    const [frozen, tenant, account] = [await server.database(), newId('tenant'), newId('account')]
    const storage = await openPostgres(frozen)
    await storage.transaction(tenant, ({ accounts }) => accounts.insert(accountRow(account)))
    await server.freeze(frozen)
    await expect
      .poll(() =>
        storage.check().then(
          () => true,
          () => false,
        ),
      )
      .toBe(true)
    const writing = storage.transaction(tenant, ({ accounts }) => accounts.insert(accountRow(newId('account'))))
    await expect(writing).rejects.toBeInstanceOf(StorageUnavailable)
    expect(await storage.read(tenant, ({ accounts }) => accounts.get(account))).toEqual(accountRow(account))
    await storage.close()
  })

  test('holds a whole number beyond what a number holds exactly: it is not read rounded', async () => {
    const [tenant, account] = [newId('tenant'), newId('account')]
    await one.transaction(tenant, ({ accounts }) => accounts.insert(accountRow(account)))
    const client = new pg.Client({ connectionString: url })
    await client.connect()
    await client.query('update accounts set created_ms = 9007199254740993 where tenant = $1', [tenant])
    await client.end()
    await expect(one.read(tenant, ({ accounts }) => accounts.get(account))).rejects.toThrow('exact')
  })
})
