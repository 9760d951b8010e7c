import * as nodeCrypto from 'node:crypto'
import type { Stores } from '@octroi/hub/stores'
import { receiveEvents } from '@octroi/hub/usage-events/receive-events.use-case'
import { nativeCrypto } from '@octroi/shared/crypto/native-crypto'
import type { AccountId } from '@octroi/shared/ids/id'
import { formatInstant } from '@octroi/shared/time/instant'
import { describe, expect, test } from 'vitest'
import { type OpenStorage, pagesOf } from './open-storage.ts'
import { accountRow, bytes, euro, newId, sampleAccepted, sampleRejected, sampleSubscription, sampleVersion } from './samples.ts'

const nowMs = Date.parse('2026-03-10T12:00:00Z')
const environment = {
  nowMs: () => nowMs,
  crypto: nativeCrypto(nodeCrypto),
  ids: { next: newId },
  randomBytes: (length: number) => bytes(length, 1),
  sealer: undefined as never,
  payments: undefined as never,
}

const meter = { service: 'sample.api', record: 'reading', reading: 'calls', from: 'events', unit: 'call' } as const
const price = { model: 'per_unit', name: 'Calls', unitPrice: '2' } as const
const catalogue = {
  services: { 'sample.api': { name: 'Sample', actions: [] } },
  meters: { calls: { ...meter, aggregation: 'sum' as const }, users: { ...meter, aggregation: 'unique' as const, of: 'user' } },
  offers: {
    sample: {
      name: 'Sample',
      currency: euro,
      prices: { calls: { ...price, meter: 'calls' }, users: { ...price, meter: 'users' } },
      entitlements: [],
    },
  },
}

/** Somebody who pays for calls of an interface. */
async function payingAccount(stores: Stores) {
  const account = newId('account')
  await stores.accounts.insert(accountRow(account))
  await stores.catalogue.insert(sampleVersion(1, { catalogue }))
  const subscription = sampleSubscription({ account, offer: 'sample', catalogueVersion: 1, fromMs: nowMs - 86_400_000 })
  await stores.subscriptions.insert(subscription)
  return { account, subscription: subscription.id }
}

function calls(subject: AccountId, id: string, quantity: string): string {
  const data = { service: 'sample.api', meter: 'calls', quantity, attributes: { user: id.slice(0, 1) } }
  const time = formatInstant(nowMs - 60_000)
  return JSON.stringify({ specversion: '1.0', type: 'octroi.usage', source: 'urn:sample', id, subject, time, data })
}

export function usageEventsContract({ write, read }: OpenStorage): void {
  describe('usage events', () => {
    test('that were taken in are found again by name', async () => {
      const tenant = newId('tenant')
      const [one, other] = [sampleAccepted(), sampleAccepted({ content: '{"é":1}', rejected: newId('rejectedEvent') })]
      await write(tenant, ({ usageEvents }) => usageEvents.insert([one, other]))
      const named = await read(tenant, ({ usageEvents }) => usageEvents.named([other.event, newId('usageEvent'), one.event]))
      expect(named.toSorted((left, right) => (left.event < right.event ? -1 : 1))).toStrictEqual([one, other])
    })

    test('that were rejected are kept as they came, and what is decided of them', async () => {
      const tenant = newId('tenant')
      const { source: _, id: _id, ...nameless } = sampleRejected({ bodyHash: bytes(32, 200) })
      const faults = [{ path: 'data', code: 'required', detail: 'a' }]
      const rejection = { code: 'event_invalid', detail: 'b', faults } as const
      const whole = sampleRejected({ bodyHash: bytes(32, 201), rejection, account: newId('account'), body: '{"a":"\\u0000"}' })
      await write(tenant, ({ usageEvents }) => usageEvents.insertRejected([nameless, whole]))
      const get = (of: typeof whole) => read(tenant, ({ usageEvents }) => usageEvents.getRejected(of.rejected))
      expect([await get({ ...whole, ...nameless }), await get(whole)]).toStrictEqual([nameless, whole])
      expect(await read(tenant, ({ usageEvents }) => usageEvents.rejectedAs([bytes(32, 201), bytes(32, 202)]))).toStrictEqual([
        whole,
      ])
      const decision = { state: 'replayed', atMs: 7, by: newId('operator'), reason: 'c', event: newId('usageEvent') } as const
      await write(tenant, ({ usageEvents }) => usageEvents.decideRejected(whole.rejected, decision))
      expect(await get(whole)).toStrictEqual({ ...whole, decision })
    })

    test('that were rejected are listed newest first, by state and source, in pages that meet', async () => {
      const tenant = newId('tenant')
      const of = (nth: number, source: string) => sampleRejected({ source, id: `${nth}`, bodyHash: bytes(32, nth) })
      const [one, two, three, four] = [of(1, 'urn:a'), of(2, 'urn:b'), of(3, 'urn:a'), of(4, 'urn:b')]
      await write(tenant, ({ usageEvents }) => usageEvents.insertRejected([one, two, three, four]))
      await write(tenant, ({ usageEvents }) =>
        usageEvents.noteResent(
          [
            { source: 'urn:a', id: '1' },
            { source: 'urn:b', id: '3' },
          ],
          9,
        ),
      )
      const ids = (filter: Parameters<Stores['usageEvents']['listRejected']>[1]) =>
        pagesOf(2, (page) => read(tenant, ({ usageEvents }) => usageEvents.listRejected(page, filter))).then((pages) =>
          pages.map((page) => page.map(({ id }) => id)),
        )
      expect(await ids({})).toEqual([
        ['4', '3'],
        ['2', '1'],
      ])
      expect(await ids({ source: 'urn:b' })).toEqual([['4', '2']])
      expect(await ids({ state: 'waiting' })).toEqual([['4', '3'], ['2']])
      expect(await ids({ state: 'resent', source: 'urn:a' })).toEqual([['1']])
      const resent = await read(tenant, ({ usageEvents }) => usageEvents.getRejected(one.rejected))
      expect(resent?.decision).toStrictEqual({ state: 'resent', atMs: 9 })
    })

    test('sent by many at the same moment count once each, and what is rejected is kept once', async () => {
      const tenant = newId('tenant')
      const { account, subscription } = await write(tenant, payingAccount)
      const same = [calls(account, 'a1', '1.5'), calls(account, 'b1', '2')]
      const post = (bodies: readonly string[]) =>
        write(tenant, (stores) => receiveEvents(stores, environment, { bodies, receivedFrom: 'key_sample' }))
      const posts = Array.from({ length: 20 }, (_, nth) => post([...same, calls(account, `c${nth}`, '1'), '{"id":"bad"}']))
      const receipts = (await Promise.all(posts)).flat()
      const statuses = (event: string): readonly string[] =>
        receipts
          .filter(({ id }) => id === event)
          .map(({ status }) => status)
          .toSorted()
      for (const event of ['a1', 'b1']) expect(statuses(event)).toEqual(['accepted', ...Array<string>(19).fill('duplicate')])
      expect(new Set(receipts.filter(({ status }) => status === 'rejected').map(({ rejected }) => rejected)).size).toBe(1)
      const aggregates = await read(tenant, ({ rating }) => rating.aggregates([subscription], Date.parse('2026-02-28T23:00:00Z')))
      const counted = aggregates.map(({ price: of, cell = '', quantity, records }) => `${of} ${cell} ${quantity} ${records}`)
      expect(counted.toSorted()).toEqual([
        'calls  23500000000 22',
        'users a 1000000000 1',
        'users b 1000000000 1',
        'users c 1000000000 20',
      ])
    })
  })
}
