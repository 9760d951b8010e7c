import { longestWaitMs } from '@octroi/hub/outbox/outbox-message'
import type { EndpointId, MessageId } from '@octroi/shared/ids/id'
import { describe, expect, test } from 'vitest'
import type { OpenStorage } from './open-storage.ts'
import { newId, sampleEndpoint, sampleMessage } from './samples.ts'

const unshared = { perEndpoint: Number.MAX_SAFE_INTEGER, underWay: new Map<EndpointId, number>() }

export function outboxContract({ write, read, lease: leaseOf }: OpenStorage): void {
  const leaseAt = (nowMs: number) => leaseOf({ nowMs, leaseMs: 1000, limit: 10, ...unshared })

  /** The queue spans tenants: what other tests left there is delivered. */
  async function drain(): Promise<void> {
    const far = 2 ** 52
    for (;;) {
      const leased = await leaseOf({ nowMs: far, leaseMs: 5000, limit: 100, ...unshared })
      if (leased.length === 0) return
      for (const { tenant, message } of leased) await write(tenant, ({ outbox }) => outbox.markDelivered(message.id, 1))
    }
  }

  describe('outbox queue', () => {
    test('a message is enqueued once, leased once, and due again when its lease ends', async () => {
      const [tenant, endpoint] = [newId('tenant'), newId('endpoint')]
      await drain()
      await write(tenant, async ({ outbox }) => {
        await outbox.enqueue([sampleMessage({ endpoint, key: 'once' })])
        await outbox.enqueue([sampleMessage({ endpoint, key: 'once' })])
      })
      const [leased] = await leaseAt(100)
      expect(leased).toMatchObject({ tenant, message: { key: 'once', attempts: 0 } })
      expect(await leaseAt(100)).toEqual([])
      expect(await leaseAt(1100)).toHaveLength(1)
    })

    test('delivered and abandoned messages are never leased again, failed ones when they are due', async () => {
      const [tenant, endpoint] = [newId('tenant'), newId('endpoint')]
      await drain()
      const messages = ['delivered', 'abandoned', 'failed'].map((key) => sampleMessage({ endpoint, key }))
      await write(tenant, async ({ outbox }) => {
        await outbox.enqueue(messages)
        const [delivered, abandoned, failed] = messages.map(({ id }) => id) as [MessageId, MessageId, MessageId]
        await outbox.markDelivered(delivered, 50)
        await outbox.markFailed(abandoned, { error: 'gone', dueAtMs: undefined })
        await outbox.markFailed(failed, { error: '503', dueAtMs: 5000 })
      })
      expect(await leaseAt(4999)).toEqual([])
      const due = await leaseAt(5000)
      expect(due.map(({ message: { key, attempts, lastError } }) => ({ key, attempts, lastError }))).toEqual([
        { key: 'failed', attempts: 1, lastError: '503' },
      ])
    })

    test('a message that is given back is due at once, with no attempt more, and one that is settled stays so', async () => {
      const [tenant, endpoint] = [newId('tenant'), newId('endpoint')]
      await drain()
      const messages = ['given back', 'delivered', 'abandoned'].map((key) => sampleMessage({ endpoint, key }))
      await write(tenant, ({ outbox }) => outbox.enqueue(messages))
      expect(await leaseAt(100)).toHaveLength(3)
      await write(tenant, async ({ outbox }) => {
        const [given, delivered, abandoned] = messages.map(({ id }) => id) as [MessageId, MessageId, MessageId]
        await outbox.markDelivered(delivered, 150)
        await outbox.markFailed(abandoned, { error: 'gone', dueAtMs: undefined })
        for (const id of [given, delivered, abandoned]) await outbox.giveBack(id, 200)
      })
      expect(await leaseAt(199)).toEqual([])
      expect(await leaseAt(200)).toMatchObject([{ message: { key: 'given back', attempts: 0, dueAtMs: 200 } }])
    })

    test('an endpoint with much to get leaves room for the others', async () => {
      const [tenant, crowded, other] = [newId('tenant'), newId('endpoint'), newId('endpoint')]
      await drain()
      const messages = Array.from({ length: 30 }, () => sampleMessage({ endpoint: crowded }))
      await write(tenant, ({ outbox }) => outbox.enqueue([...messages, sampleMessage({ endpoint: other })]))
      const lease = async (underWay: ReadonlyMap<EndpointId, number>) => {
        const leased = await leaseOf({ nowMs: 100, leaseMs: 1000, limit: 10, perEndpoint: 2, underWay })
        return leased.map(({ message: { endpoint } }) => endpoint)
      }
      expect(await lease(new Map())).toEqual([crowded, crowded, other])
      expect(await lease(new Map([[crowded, 2]]))).toEqual([])
      expect(await lease(new Map([[crowded, 1]]))).toEqual([crowded])
    })

    test('many workers share what is due without overlap', async () => {
      const [tenant, endpoint] = [newId('tenant'), newId('endpoint')]
      await drain()
      await write(tenant, ({ outbox }) => outbox.enqueue(Array.from({ length: 30 }, () => sampleMessage({ endpoint }))))
      const rounds = await Promise.all(
        Array.from({ length: 6 }, () => leaseOf({ nowMs: 100, leaseMs: 1000, limit: 5, ...unshared })),
      )
      const leased = rounds.flat().map(({ message: { id } }) => id)
      expect(new Set(leased).size).toBe(leased.length)
      expect(leased).toHaveLength(30)
    })

    test('a time that lies further ahead than any wait was set by a wrong clock, and is due', async () => {
      const tenant = newId('tenant')
      await drain()
      const messages = [longestWaitMs + 100, longestWaitMs + 101].map((createdAtMs) => sampleMessage({ createdAtMs }))
      await write(tenant, ({ outbox }) => outbox.enqueue(messages))
      const lease = { nowMs: 100, leaseMs: 1000, limit: 3, ...unshared }
      expect((await leaseOf(lease)).map(({ message: { id } }) => id)).toEqual([messages[1]?.id])
      expect(await leaseOf(lease)).toEqual([])
    })

    test('what is due longest is leased first', async () => {
      const tenant = newId('tenant')
      await drain()
      const messages = [30, 9, 100, 20].map((createdAtMs) => sampleMessage({ createdAtMs }))
      await write(tenant, ({ outbox }) => outbox.enqueue(messages))
      const leased = await leaseOf({ nowMs: 100, leaseMs: 1000, limit: 3, ...unshared })
      expect(leased.map(({ message: { createdAtMs } }) => createdAtMs)).toEqual([9, 20, 30])
    })

    test('a lease says whose message it is, though two tenants’ messages share an id', async () => {
      const [one, other, message] = [newId('tenant'), newId('tenant'), sampleMessage()]
      await drain()
      for (const tenant of [one, other]) await write(tenant, ({ outbox }) => outbox.enqueue([{ ...message, payload: tenant }]))
      await write(one, ({ outbox }) => outbox.markFailed(message.id, { error: '503', dueAtMs: 500 }))
      const leased = async (nowMs: number) =>
        (await leaseAt(nowMs)).map(({ tenant, message: { payload } }) => ({ tenant, payload }))
      expect(await leased(100)).toEqual([{ tenant: other, payload: other }])
      expect(await leased(500)).toEqual([{ tenant: one, payload: one }])
    })
  })

  describe('outbox list', () => {
    test('shows how a message fares: tried, delivered, abandoned', async () => {
      const [tenant, message] = [newId('tenant'), sampleMessage({ payload: '{"a":"ü"}' })]
      const other = sampleMessage()
      const seen = () => read(tenant, async ({ outbox }) => (await outbox.list({ limit: 10 })).items)
      const untried = { state: 'pending', attempts: 0, dueAtMs: 10 }
      await write(tenant, ({ outbox }) => outbox.enqueue([message, other]))
      expect(await seen()).toStrictEqual([
        { ...other, ...untried },
        { ...message, ...untried },
      ])
      await write(tenant, async ({ outbox }) => {
        await outbox.markFailed(message.id, { error: 'refused', dueAtMs: 400 })
        await outbox.markFailed(other.id, { error: 'gone', dueAtMs: undefined })
      })
      const abandoned = { ...other, state: 'abandoned', attempts: 1, dueAtMs: 10, lastError: 'gone' }
      expect(await seen()).toStrictEqual([
        abandoned,
        { ...message, state: 'pending', attempts: 1, dueAtMs: 400, lastError: 'refused' },
      ])
      await write(tenant, ({ outbox }) => outbox.markDelivered(message.id, 450))
      expect(await seen()).toStrictEqual([
        abandoned,
        { ...message, state: 'delivered', attempts: 2, dueAtMs: 400, deliveredAtMs: 450 },
      ])
    })

    test('keeps the first message of a key, whatever comes with it again', async () => {
      const [tenant, first] = [newId('tenant'), sampleMessage({ key: 'once' })]
      const [again, other] = [sampleMessage({ key: 'once', payload: '{"again":true}' }), sampleMessage({ key: 'Once' })]
      await write(tenant, ({ outbox }) => outbox.enqueue([first]))
      await write(tenant, ({ outbox }) => outbox.enqueue([again, other]))
      const { items } = await read(tenant, ({ outbox }) => outbox.list({ limit: 10 }))
      expect(items.map(({ id, payload }) => ({ id, payload }))).toEqual([
        { id: other.id, payload: '{}' },
        { id: first.id, payload: '{}' },
      ])
    })

    test('narrow down to what became of them and to whom they go', async () => {
      const [tenant, endpoint] = [newId('tenant'), newId('endpoint')]
      const [given, waits] = [sampleMessage({ endpoint }), sampleMessage({})] as const
      await write(tenant, async ({ outbox }) => {
        await outbox.enqueue([given, waits])
        await outbox.markFailed(given.id, { error: 'gone', dueAtMs: undefined })
      })
      const ids = (filter: object) =>
        read(tenant, async ({ outbox }) => (await outbox.list({ limit: 10 }, filter)).items.map(({ id }) => id))
      expect(await ids({ state: 'abandoned' })).toEqual([given.id])
      expect(await ids({ endpoint })).toEqual([given.id])
      expect(await ids({ endpoint, state: 'pending' })).toEqual([])
      expect(await ids({ state: 'pending' })).toEqual([waits.id])
    })

    test('that was given up is due again when it is to be sent again', async () => {
      const [tenant, message] = [newId('tenant'), sampleMessage({ endpoint: newId('endpoint') })]
      await drain()
      await write(tenant, async ({ outbox }) => {
        await outbox.enqueue([message])
        await outbox.markFailed(message.id, { error: 'gone', dueAtMs: undefined })
        await outbox.sendAgain(message.id, 7000)
      })
      expect(await read(tenant, ({ outbox }) => outbox.get(message.id))).toMatchObject({
        state: 'pending',
        attempts: 0,
        lastError: 'gone',
      })
      expect(await leaseAt(6999)).toEqual([])
      expect((await leaseAt(7000)).map(({ message: { id } }) => id)).toEqual([message.id])
    })

    test('of an account goes by the endpoints it has in this tenant', async () => {
      const [tenant, elsewhere, endpoint] = [newId('tenant'), newId('tenant'), sampleEndpoint()]
      const { account } = endpoint
      await write(elsewhere, ({ endpoints }) => endpoints.insert(endpoint))
      await write(tenant, ({ outbox }) => outbox.enqueue([sampleMessage({ endpoint: endpoint.id })]))
      const listed = () => read(tenant, async ({ outbox }) => (await outbox.list({ limit: 10 }, { account })).items.length)
      expect(await listed()).toBe(0)
      await write(tenant, ({ endpoints }) => endpoints.insert(endpoint))
      expect(await listed()).toBe(1)
    })
  })
}
