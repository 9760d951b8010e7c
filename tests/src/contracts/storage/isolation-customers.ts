import type { AccountStore } from '@octroi/hub/accounts/account.store'
import type { ActivityStore } from '@octroi/hub/accounts/activity.store'
import type { ExternalIdStore } from '@octroi/hub/accounts/external-id.store'
import { noProfile, type Profile } from '@octroi/hub/accounts/profile'
import type { ProfileStore } from '@octroi/hub/accounts/profile.store'
import type { Stores } from '@octroi/hub/stores'
import { activityOf, profileOf } from './isolation-profiles.ts'
import { noPage, page, type Reading, reads, readsEach, type Writing, writes } from './isolation-rows.ts'
import { type AskedRows, bytesOf, rowsOf } from './isolation-world.ts'

async function whose({ profiles }: Stores, { account }: AskedRows): Promise<Profile | undefined> {
  return (await profiles.getAll([account])).get(account)
}

export const customerRows: {
  readonly accounts: { readonly [M in keyof AccountStore]: Reading | Writing }
  readonly profiles: { readonly [M in keyof ProfileStore]: Reading | Writing }
  readonly externalIds: { readonly [M in keyof ExternalIdStore]: Reading | Writing }
  readonly activity: { readonly [M in keyof ActivityStore]: Reading | Writing }
} = {
  accounts: {
    insert: writes(({ accounts }, { second }, mark) => accounts.insert(rowsOf(second, mark).account)),
    get: readsEach(undefined, ({ accounts }, { account }) => accounts.get(account)),
    list: reads(noPage, ({ accounts }) => accounts.list(page)),
    standings: reads(new Map(), ({ accounts }, { first, second }) => accounts.standings([first.account, second.account])),
    setStanding: writes(({ accounts }, { first }, mark) =>
      accounts.setStanding(first.account, { standing: 'restricted', reason: `mark ${mark}`, sinceMs: mark }),
    ),
    setName: writes(({ accounts }, { first }, mark) => accounts.setName(first.account, `other ${mark}`)),
    getAll: reads([], ({ accounts }, { first, second }) => accounts.getAll([first.account, second.account])),
    search: reads([noPage, noPage], async ({ accounts }) => [
      await accounts.search(page, {}),
      await accounts.search(page, { namePrefix: 'mark' }),
    ]),
    noteStanding: writes(({ accounts }, { second }, mark) => accounts.noteStanding(rowsOf(second, mark).standingChange)),
    standingChanges: readsEach([], ({ accounts }, { account }) => accounts.standingChanges(account, 10)),
    standingAt: readsEach(undefined, ({ accounts }, { account }) => accounts.standingAt(account, 1_000_000)),
    insertApiKey: writes(({ accounts }, { second }, mark) => accounts.insertApiKey(rowsOf(second, mark).apiKey)),
    getApiKey: readsEach(undefined, ({ accounts }, { apiKey }) => accounts.getApiKey(apiKey)),
    apiKeys: reads([noPage, noPage], async ({ accounts }, { first }) => [
      await accounts.apiKeys(page),
      await accounts.apiKeys(page, first.account),
    ]),
    revokeApiKey: writes(({ accounts }, { first }, mark) => accounts.revokeApiKey(first.apiKey, 700 + mark)),
    insertSession: writes(({ accounts }, { second }, mark) => accounts.insertSession(rowsOf(second, mark).browserSession)),
    getSession: readsEach(undefined, ({ accounts }, row) => accounts.getSession(bytesOf(row))),
    removeSession: writes(({ accounts }, { first }) => accounts.removeSession(bytesOf(first))),
  },
  profiles: {
    getAll: reads([noProfile], async ({ profiles }, { first }) => [...(await profiles.getAll([first.account])).values()]),
    put: writes(({ profiles }, { second }, mark) => profiles.put(second.account, profileOf(second, mark))),
    // What these answer are ids alone, so each is asked beside what shows whose rows they are.
    above: reads([[], noProfile], async (stores, { first }) => [
      await stores.profiles.above(first.account),
      await whose(stores, first),
    ]),
    levels: reads([1, noProfile], async (stores, { first }) => [
      await stores.profiles.levels(first.grantee),
      await whose(stores, first),
    ]),
    children: reads([noPage, noProfile], async (stores, { first }) => [
      await stores.profiles.children(page, first.grantee),
      await whose(stores, first),
    ]),
    withAttribute: reads([noPage, noProfile], async (stores, { first }) => [
      await stores.profiles.withAttribute(page, 'plan', 'student'),
      await whose(stores, first),
    ]),
  },
  externalIds: {
    find: reads([new Map(), new Map(), noProfile], async (stores, { first, second }) => [
      await stores.externalIds.find('account', 'crm', ['id 1', 'id 2']),
      await stores.externalIds.find('device', `system-${second.number}`, ['id 2']),
      await whose(stores, first),
    ]),
    insert: writes(({ externalIds }, { second }) =>
      externalIds.insert('device', `system-${second.number}`, new Map([['id 2', second.device]])),
    ),
  },
  activity: {
    add: writes(({ activity }, { second }, mark) => activity.add([activityOf(second, mark)])),
    ofAll: reads([], ({ activity }, { first, second }) => activity.ofAll([first.account, second.account])),
  },
}
