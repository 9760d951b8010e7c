import type { Page, PageRequest } from '@octroi/hub/page'
import type { Stores } from '@octroi/hub/stores'
import type { AccountId } from '@octroi/shared/ids/id'
import { describe, expect, test } from 'vitest'
import { type OpenStorage, pagesOf } from './open-storage.ts'
import {
  accountRow,
  newId,
  sampleApiKey,
  sampleConsent,
  sampleDevice,
  sampleDispute,
  sampleEndpoint,
  sampleEntitlement,
  sampleGranted,
  sampleMessage,
  sampleOrder,
  sampleRefused,
  sampleResale,
  sampleSubscription,
} from './samples.ts'

interface Listed {
  readonly what: string
  /** Adds one row of the account and gives its id. */
  readonly add: (stores: Stores, account: AccountId) => Promise<string>
  readonly list: (stores: Stores, page: PageRequest, account?: AccountId) => Promise<Page<{ readonly id: string }>>
}

async function added<T extends { readonly id: string }>(row: T, insert: (row: T) => Promise<void>): Promise<string> {
  await insert(row)
  return row.id
}

const ofAccounts: readonly Listed[] = [
  {
    what: 'orders',
    add: ({ orders }, account) => added(sampleOrder({ account }), (row) => orders.insert(row)),
    list: ({ orders }, page, account) => orders.list(page, { account }),
  },
  {
    what: 'subscriptions',
    add: ({ subscriptions }, account) => added(sampleSubscription({ account }), (row) => subscriptions.insert(row)),
    list: ({ subscriptions }, page, account) => subscriptions.list(page, account === undefined ? {} : { account }),
  },
  {
    what: 'entitlements',
    add: ({ entitlements }, account) => added(sampleEntitlement({ account }), (row) => entitlements.insertAll([row])),
    list: ({ entitlements }, page, account) => entitlements.list(page, account),
  },
  {
    what: 'consents, of the owner',
    add: ({ consents }, owner) => added(sampleConsent({ owner }), (row) => consents.insert(row)),
    list: ({ consents }, page, account) => consents.list(page, account),
  },
  {
    what: 'consents, of the grantee',
    add: ({ consents }, grantee) => added(sampleConsent({ grantee }), (row) => consents.insert(row)),
    list: ({ consents }, page, account) => consents.list(page, account),
  },
  {
    what: 'refused authorizations',
    add: ({ authorizations }, requester) => added(sampleRefused({ requester }), (row) => authorizations.insert(row)),
    list: ({ authorizations }, page, account) => authorizations.list(page, account),
  },
  {
    what: 'granted authorizations',
    add: ({ authorizations }, requester) => added(sampleGranted({ requester }), (row) => authorizations.insert(row)),
    list: ({ authorizations }, page, account) => authorizations.list(page, account),
  },
  {
    what: 'devices',
    add: ({ devices }, owner) => added(sampleDevice({ owner }), (row) => devices.insert(row)),
    list: ({ devices }, page, account) => devices.list(page, account),
  },
  {
    what: 'disputes',
    add: ({ disputes }, account) => added(sampleDispute({ account }), (row) => disputes.insert(row)),
    list: ({ disputes }, page, account) => disputes.list(page, { account }),
  },
  {
    what: 'API keys',
    add: ({ accounts }, account) =>
      added(sampleApiKey({ tenant: newId('tenant'), account }), (row) => accounts.insertApiKey(row)),
    list: ({ accounts }, page, account) => accounts.apiKeys(page, account),
  },
  {
    what: 'messages',
    add: async ({ endpoints, outbox }, account) => {
      const endpoint = sampleEndpoint({ account })
      await endpoints.insert(endpoint)
      return added(sampleMessage({ endpoint: endpoint.id }), (message) => outbox.enqueue([message]))
    },
    list: ({ outbox }, page, account) => outbox.list(page, { account }),
  },
]

const ofTenants: readonly Listed[] = [
  {
    what: 'resales',
    add: ({ resales }, account) => added(sampleResale({ account }), (row) => resales.insert(row)),
    list: ({ resales }, page) => resales.list(page),
  },
  {
    what: 'webhook endpoints',
    add: ({ endpoints }, account) => added(sampleEndpoint({ account }), (row) => endpoints.insert(row)),
    list: ({ endpoints }, page) => endpoints.list(page),
  },
]

const accounts: Listed = {
  what: 'accounts',
  add: (stores) => added(accountRow(newId('account')), (row) => stores.accounts.insert(row)),
  list: (stores, page) => stores.accounts.list(page),
}

/** Of one account by nature, or of all where none is asked for. */
const soughtOfAccounts: readonly Listed[] = [
  {
    what: 'entitlements of an account and a service',
    add: ({ entitlements }, account) => added(sampleEntitlement({ account }), (row) => entitlements.insertAll([row])),
    list: ({ entitlements }, page, account) =>
      entitlements.search(page, { service: 'trunk.access', ...(account === undefined ? {} : { account }) }),
  },
]

export function listsContract({ write, read }: OpenStorage): void {
  describe.each([accounts, ...ofTenants, ...ofAccounts, ...soughtOfAccounts])('a list of $what', ({ add, list }) => {
    test('comes newest first, in pages that meet without gap or repeat', async () => {
      const [tenant, account] = [newId('tenant'), newId('account')]
      const ids: string[] = []
      await write(tenant, async (stores) => {
        for (let count = 0; count < 5; count++) ids.unshift(await add(stores, account))
      })
      const pages = async (limit: number) => {
        const found = await pagesOf(limit, (page) => read(tenant, (stores) => list(stores, page)))
        return found.map((items) => items.map(({ id }) => id))
      }
      expect(await pages(2)).toEqual([ids.slice(0, 2), ids.slice(2, 4), ids.slice(4)])
      expect(await pages(5)).toEqual([ids])
    })

    test('that is empty is one page without a next', async () => {
      expect(await read(newId('tenant'), (stores) => list(stores, { limit: 5 }))).toStrictEqual({ items: [] })
    })
  })

  describe.each([...ofAccounts, ...soughtOfAccounts])('a list of $what', ({ add, list }) => {
    test('of one account holds nothing of another, and its pages are full', async () => {
      const [tenant, account, other] = [newId('tenant'), newId('account'), newId('account')]
      const own: string[] = []
      await write(tenant, async (stores) => {
        for (let count = 0; count < 3; count++) {
          own.unshift(await add(stores, account))
          await add(stores, other)
        }
      })
      const pages = await pagesOf(2, (page) => read(tenant, (stores) => list(stores, page, account)))
      expect(pages.map((items) => items.map(({ id }) => id))).toEqual([own.slice(0, 2), own.slice(2)])
    })
  })
}
