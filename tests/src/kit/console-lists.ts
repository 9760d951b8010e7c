import { toBase64url } from '@octroi/shared/crypto/bytes'
import { type IdKind, idPrefixes } from '@octroi/shared/ids/id'
import type { Filled } from './filled-console.ts'
import { nowMs } from './opening-world.ts'
import { filledId } from './row-filler.ts'

/** A page of the console, with everything that it may be asked for. */
export interface ConsoleList {
  readonly path: string
  /** What it may be narrowed to: much, little and nothing. */
  readonly asked?: readonly Readonly<Record<string, string>>[]
  /** Where the page after row `i` begins, where it has pages. */
  readonly after?: (i: number) => string
  readonly hasNoFile?: true
}

const byId =
  (kind: IdKind): ((i: number) => string) =>
  (i) =>
    filledId(kind, i)

const nobody = (kind: IdKind): string => `${idPrefixes[kind]}_7${'z'.repeat(25)}`

export function consoleLists(filled: Filled): readonly ConsoleList[] {
  return [...listsOfThings(filled), ...listsOfMoney(filled), ...listsOfOne(filled), ...pagesOfOne(filled)]
}

/** Each alone, and each with each of the others. */
function crossed(
  ...fields: readonly (readonly Readonly<Record<string, string>>[])[]
): readonly Readonly<Record<string, string>>[] {
  const all: Readonly<Record<string, string>>[] = []
  for (const field of fields) {
    const both = all.flatMap((one) => field.map((other) => ({ ...one, ...other })))
    all.push(...field, ...both)
  }
  return all
}

const given = (name: string, ...values: readonly string[]): readonly Readonly<Record<string, string>>[] =>
  values.map((value) => ({ [name]: value }))

function listsOfThings({ world: { owner, merchant, car } }: Filled): readonly ConsoleList[] {
  const [one, other] = [filledId('account', 7), filledId('device', 7)]
  return [
    { path: '/console', hasNoFile: true },
    {
      path: '/console/devices',
      after: byId('device'),
      asked: [
        ...crossed(
          given('q', 'device', 'device 77', 'nothing such', `${idPrefixes.device}_0`),
          given('owner', owner, one),
          given('show', 'enrolled', 'frozen', 'registered', 'suspended'),
        ),
        ...given('show', 'online', 'quarantine', 'gap', 'lease', 'clock'),
        { show: 'gap', owner: one },
      ],
    },
    {
      path: '/console/authorizations',
      after: byId('authorization'),
      asked: crossed(
        given('q', car.device, other, merchant, one, 'sample 7', 'nothing such'),
        given('state', 'completed', 'failed', 'refused', 'expired'),
      ),
    },
    {
      path: '/console/accounts',
      after: byId('account'),
      asked: [
        ...crossed(given('of', 'sample', 'sample 77', 'nothing such', one), given('standing', 'good', 'suspended', 'reminded')),
        ...crossed(given('attribute', 'plan:student', 'plan:nothing such'), given('standing', 'suspended')),
        ...given('external', 'crm:C-7', 'crm:nothing such'),
        ...given('segment', 'students', 'nobody'),
      ],
    },
    {
      path: '/console/orders',
      after: byId('order'),
      asked: crossed(given('state', 'placed', 'fulfilled', 'expired', 'any'), given('account', owner, one, nobody('account'))),
    },
    {
      path: '/console/subscriptions',
      after: byId('subscription'),
      asked: given('account', owner, one),
    },
    {
      path: '/console/entitlements',
      after: byId('entitlement'),
      asked: crossed(
        given('account', owner, one, 'nothing such'),
        given('device', car.device, other),
        given('service', 'trunk.access', 'energy.supply', 'nothing.such'),
      ),
    },
    {
      path: '/console/usage',
      after: byId('subscription'),
      asked: given('of', merchant, one, 'sample 77', 'nothing such', filledId('subscription', 7)),
    },
    {
      path: '/console/events',
      after: byId('rejectedEvent'),
      asked: crossed(
        given('state', 'dismissed', 'replayed', 'any'),
        given('source', 'urn:sample', 'urn:sample:7', 'nothing such'),
      ),
    },
  ]
}

function listsOfMoney({ world: { owner, merchant, car }, partner, subscription }: Filled): readonly ConsoleList[] {
  const one = filledId('account', 7)
  return [
    { path: '/console/invoices', after: byId('account'), asked: given('account', merchant, one) },
    {
      path: '/console/disputes',
      after: byId('dispute'),
      asked: crossed(given('state', 'open', 'upheld', 'withdrawn', 'any'), given('account', owner, one, nobody('account'))),
    },
    { path: '/console/shares' },
    {
      path: `/console/shares/partners/${partner}`,
      after: (i) => `${nowMs - 20_000_000 + i} ${car.device} ${1000 + i} ${subscription} opening`,
      asked: given('period', '2026-01'),
    },
    {
      path: '/console/ledger',
      after: (i) => `${i % 2 === 0 ? 'accrued' : 'payable'} ${filledId('account', i)}\nEUR`,
      asked: given('kind', 'accrued', 'payable', 'revenue'),
    },
    {
      path: '/console/ledger/accounts/revenue',
      after: (i) => `${nowMs - 20_000_000 + i} 0 ${String(i).padStart(26, '0')}`,
    },
    {
      path: '/console/webhooks',
      after: byId('message'),
      asked: crossed(
        given('state', 'delivered', 'abandoned', 'pending'),
        given('account', merchant, owner),
        given('endpoint', nobody('endpoint')),
      ),
    },
    { path: '/console/audit', after: byId('auditEntry'), asked: given('account', owner, one, nobody('account')) },
    { path: '/console/operators' },
    { path: '/console/settings', hasNoFile: true },
    { path: '/console/settings/keys', after: byId('apiKey') },
    { path: '/console/settings/endpoints', after: byId('endpoint') },
    { path: '/console/settings/resales', after: byId('resale') },
    { path: '/console/catalogue' },
  ]
}

/** The pages of one account, device and authorization, and the lists that belong to them. */
function listsOfOne({ world: { owner, merchant, car } }: Filled): readonly ConsoleList[] {
  const accountLists: Readonly<Record<string, IdKind>> = {
    ...{ subscriptions: 'subscription', entitlements: 'entitlement', devices: 'device', orders: 'order' },
    ...{ given: 'consent', children: 'account', keys: 'apiKey', credits: 'credit' },
  }
  const quarantined = (i: number): string => {
    const hash = new TextEncoder().encode(`${String(i).padStart(26, '0')}sample`)
    return `${nowMs - 20_000_000 + i}.${toBase64url(hash)}.bad_signature`
  }
  return [
    { path: `/console/accounts/${owner}`, hasNoFile: true },
    ...Object.entries(accountLists).map(([list, kind]) => ({ path: `/console/accounts/${owner}/${list}`, after: byId(kind) })),
    { path: `/console/accounts/${merchant}/received`, after: byId('consent') },
    { path: `/console/accounts/${owner}/wallets`, hasNoFile: true },
    { path: `/console/accounts/${owner}/wallets/main`, after: (i) => String(i + 2) },
    { path: `/console/devices/${car.device}`, hasNoFile: true },
    { path: `/console/devices/${car.device}/events`, after: (i) => String(1000 + i) },
    {
      path: `/console/devices/${car.device}/quarantine`,
      after: quarantined,
      asked: given('state', 'waiting', 'dismissed', 'released'),
    },
    { path: `/console/authorizations/${filledId('authorization', 6)}`, hasNoFile: true },
  ]
}

/** Pages of one thing among many. */
function pagesOfOne({ world: { merchant, car }, subscription, resales, limited }: Filled): readonly ConsoleList[] {
  const asks = { account: merchant, device: car.device, use: 'trunk.access:open' }
  const draft = `/console/invoices/${merchant}/2026-11`
  return [
    { path: '/console/entitlements/may', asked: [asks, { ...asks, at: '2026-11-01T12:00' }], hasNoFile: true },
    { path: `/console/entitlements/${limited}/quota`, hasNoFile: true },
    { path: `/console/orders/${filledId('order', 7)}`, hasNoFile: true },
    { path: `/console/accounts/${merchant}/order`, asked: given('offer', 'own', 'supply'), hasNoFile: true },
    { path: `/console/usage/${subscription}/opening`, hasNoFile: true },
    { path: `/console/usage/${subscription}/opening/series` },
    { path: `/console/events/${filledId('rejectedEvent', 7)}`, hasNoFile: true },
    { path: `/console/events/${filledId('usageEvent', 7)}`, hasNoFile: true },
    { path: `/console/subscriptions/${subscription}`, hasNoFile: true },
    { path: '/console/catalogue/versions/1', hasNoFile: true },
    { path: '/console/catalogue/backtest', hasNoFile: true },
    { path: draft },
    { path: `${draft}/${subscription}:opening` },
    {
      path: `/console/invoices/${resales.reseller}/2026-11/${resales.wholesale}:energy/batches`,
      after: (i) => `${filledId('device', i)} 1 -`,
    },
    { path: `/console/settings/resales/${resales.bought}/devices`, after: byId('device') },
    { path: `/console/disputes/${filledId('dispute', 7)}`, hasNoFile: true },
    { path: `/console/shares/charges/${filledId('authorization', 6)}` },
    { path: `/console/ledger/entries/${String(7).padStart(26, '0')}` },
    { path: `/console/webhooks/${filledId('message', 7)}`, hasNoFile: true },
  ]
}
