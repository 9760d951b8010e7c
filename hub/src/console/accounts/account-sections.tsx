import type { AccountId } from '@octroi/shared/ids/id'
import { formatInstant } from '@octroi/shared/time/instant'
import type { Child } from 'hono/jsx'
import type { Account } from '../../accounts/account.ts'
import type { ApiKey } from '../../accounts/api-key.ts'
import type { Device } from '../../devices/device.ts'
import type { GivenConsent } from '../../entitlements/entitlement.store.ts'
import type { Order } from '../../orders/order.ts'
import type { PageRequest, Page as Slice } from '../../page.ts'
import type { Stores } from '../../stores.ts'
import type { Subscription } from '../../subscriptions/subscription.ts'
import { deviceTones } from '../devices/device-tones.ts'
import { deviceWords } from '../devices/device-words.ts'
import { entitlementColumns } from '../entitlements/entitlement-columns.tsx'
import { type EntitlementRow, entitlementRows } from '../entitlements/entitlement-rows.ts'
import type { ConsoleView } from '../frame/console-view.ts'
import type { Column } from '../frame/listing.tsx'
import { Ask, FormToken, Mark } from '../frame/page.tsx'
import { orderColumns } from '../orders/order-columns.tsx'
import { accountWords } from './account-words.ts'
import { type CreditRow, creditColumns, creditRows } from './credit-columns.tsx'
import { standingTones, standingWords } from './standing-words.ts'

export const accountLists = [
  'subscriptions',
  'entitlements',
  'devices',
  'children',
  'orders',
  'credits',
  'given',
  'received',
  'keys',
] as const
export type AccountList = (typeof accountLists)[number]

interface Rows {
  readonly subscriptions: Subscription
  readonly entitlements: EntitlementRow
  readonly devices: Device
  readonly children: Account
  readonly orders: Order
  readonly credits: CreditRow
  readonly given: GivenConsent
  readonly received: GivenConsent
  readonly keys: ApiKey
}

/** One list of what an account has: its columns, and how a slice of it is read. */
export interface ListOf<Row> {
  readonly columns: (view: ConsoleView) => readonly Column<Row>[]
  readonly slice: (stores: Stores, page: PageRequest, account: AccountId, nowMs: number) => Promise<Slice<Row>>
}

/** What an account has, list by list. */
export const listsOf: { readonly [L in AccountList]: ListOf<Rows[L]> } = {
  subscriptions: {
    columns: subscriptionColumns,
    slice: ({ subscriptions }, page, account) => subscriptions.list(page, { account }),
  },
  entitlements: {
    // Whose they are, the page itself says.
    columns: (view) => entitlementColumns(view).filter(({ name }) => name !== 'account' && name !== 'standing'),
    slice: (stores, page, account, nowMs) => entitlementRows(stores, nowMs, page, { account }),
  },
  devices: { columns: deviceColumns, slice: ({ devices }, page, account) => devices.list(page, account) },
  children: { columns: childColumns, slice: childAccounts },
  // Whose they are, the page itself says.
  orders: {
    columns: (view) => orderColumns(view).filter(({ name }) => name !== 'account'),
    slice: ({ orders }, page, account) => orders.list(page, { account }),
  },
  credits: { columns: creditColumns, slice: (stores, page, account, nowMs) => creditRows(stores, nowMs, page, account) },
  given: {
    columns: (view) => consentColumns(view, 'grantee'),
    slice: ({ consents }, page, account) => consents.given(page, account),
  },
  received: {
    columns: (view) => consentColumns(view, 'owner'),
    slice: ({ consents }, page, account) => consents.received(page, account),
  },
  keys: { columns: keyColumns, slice: ({ accounts }, page, account) => accounts.apiKeys(page, account) },
}

function plain<Row>(name: string, head: string, text: (row: Row) => string, cell: (row: Row) => Child = text): Column<Row> {
  return { name, head, cell, text }
}

function timed<Row>({ formats }: ConsoleView, name: string, head: string, ms: (row: Row) => number | undefined): Column<Row> {
  const written = (row: Row, write: (at: number) => string): string => {
    const at = ms(row)
    return at === undefined ? '' : write(at)
  }
  return plain(
    name,
    head,
    (row) => written(row, formatInstant),
    (row) => written(row, formats.time),
  )
}

function onDevice<Row extends { readonly device?: string }>(view: ConsoleView): Column<Row> {
  const words = accountWords[view.language]
  return plain(
    'device',
    words.device,
    ({ device }) => device ?? '',
    ({ device }) =>
      device === undefined ? (
        words.everyDevice
      ) : (
        <a href={`/console/devices/${device}`} class="id">
          {device}
        </a>
      ),
  )
}

function subscriptionColumns(view: ConsoleView): readonly Column<Subscription>[] {
  const words = accountWords[view.language]
  return [
    plain(
      'subscription',
      words.offer,
      ({ id }) => id,
      ({ id, offer }) => (
        <>
          <a href={`/console/subscriptions/${id}`}>{offer}</a> <span class="under id">{id}</span>
        </>
      ),
    ),
    onDevice(view),
    timed(view, 'from', words.starts, ({ fromMs }) => fromMs),
    timed(view, 'until', words.until, ({ untilMs }) => untilMs),
    plain(
      'offer',
      words.usage,
      ({ offer }) => offer,
      ({ id }) => <a href={`/console/usage?of=${id}`}>{words.usage}</a>,
    ),
  ]
}

function childColumns({ language }: ConsoleView): readonly Column<Account>[] {
  const words = accountWords[language]
  return [
    plain(
      'name',
      words.name,
      ({ name }) => name,
      ({ id, name }) => <a href={`/console/accounts/${id}`}>{name}</a>,
    ),
    plain(
      'account',
      words.account,
      ({ id }) => id,
      ({ id }) => <span class="id">{id}</span>,
    ),
    plain(
      'standing',
      words.standing,
      ({ standing: { standing } }) => standing,
      ({ standing: { standing } }) => <Mark tone={standingTones[standing]}>{standingWords[language].standings[standing]}</Mark>,
    ),
  ]
}

async function childAccounts({ accounts, profiles }: Stores, page: PageRequest, parent: AccountId): Promise<Slice<Account>> {
  const children = await profiles.children(page, parent)
  const found = new Map((await accounts.getAll(children.items)).map((account) => [account.id, account]))
  return { ...children, items: children.items.flatMap((id) => found.get(id) ?? []) }
}

function deviceColumns(view: ConsoleView): readonly Column<Device>[] {
  const words = accountWords[view.language]
  const { state, states } = deviceWords[view.language]
  return [
    plain(
      'device',
      words.device,
      ({ id }) => id,
      ({ id, label }) => <a href={`/console/devices/${id}`}>{label}</a>,
    ),
    plain(
      'label',
      words.label,
      ({ label }) => label,
      ({ id }) => <span class="id">{id}</span>,
    ),
    plain(
      'state',
      state,
      (device) => device.state,
      ({ state }) => <Mark tone={deviceTones[state]}>{states[state]}</Mark>,
    ),
  ]
}

function consentColumns(view: ConsoleView, other: 'owner' | 'grantee'): readonly Column<GivenConsent>[] {
  const words = accountWords[view.language]
  return [
    plain(
      other,
      words[other],
      (consent) => consent[other],
      (consent) => (
        <a href={`/console/accounts/${consent[other]}`} class="id">
          {consent[other]}
        </a>
      ),
    ),
    plain('service', words.service, ({ service, actions }) =>
      actions === undefined ? service : actions.map((action) => `${service}:${action}`).join(' '),
    ),
    onDevice(view),
    timed(view, 'from', words.starts, ({ fromMs }) => fromMs),
    timed(view, 'until', words.until, ({ untilMs }) => untilMs),
  ]
}

function keyColumns(view: ConsoleView): readonly Column<ApiKey>[] {
  const { formats, language } = view
  const words = accountWords[language]
  return [
    plain(
      'key',
      words.label,
      ({ id }) => id,
      ({ id, label }) => (
        <>
          {label} <span class="under id">{id}</span>
        </>
      ),
    ),
    plain(
      'role',
      words.role,
      ({ role }) => role,
      ({ role }) => words.roles[role],
    ),
    timed(view, 'given', words.givenAt, ({ createdAtMs }) => createdAtMs),
    {
      name: 'revoked',
      head: deviceWords[language].state,
      text: ({ revokedAtMs }) => (revokedAtMs === undefined ? '' : formatInstant(revokedAtMs)),
      cell: (key) =>
        key.revokedAtMs === undefined ? (
          <RevokeKey view={view} apiKey={key} />
        ) : (
          <Mark tone="plain">{words.revoked(formats.time(key.revokedAtMs))}</Mark>
        ),
    },
  ]
}

function RevokeKey({ view, apiKey: { id, account } }: { readonly view: ConsoleView; readonly apiKey: ApiKey }) {
  const words = accountWords[view.language]
  if (!view.mayChange) return <Mark tone="good">{words.live}</Mark>
  return (
    <Ask label={words.revoke}>
      <form method="post" action={`/console/accounts/${account}/keys/${id}/revoke`}>
        <FormToken view={view} />
        <p>{words.revokeHint}</p>
        <button type="submit" class="grave">
          {words.revoke}
        </button>
      </form>
    </Ask>
  )
}
