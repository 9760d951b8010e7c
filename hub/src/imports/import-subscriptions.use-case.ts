import { newOrderSchema } from '@octroi/shared/api/orders'
import { externalIdSchema } from '@octroi/shared/api/profile'
import { keySchema } from '@octroi/shared/api/shapes'
import { type Fault, fault } from '@octroi/shared/errors/fault'
import { faultsOf } from '@octroi/shared/errors/faults-of'
import { err, ok, type Result } from '@octroi/shared/errors/result'
import type { AccountId, DeviceId, SubscriptionId } from '@octroi/shared/ids/id'
import { parseInstant } from '@octroi/shared/time/instant'
import { z } from 'zod'
import type { Environment } from '../environment.ts'
import type { OrderActor } from '../orders/order-progress.ts'
import { placeOrder } from '../orders/place-order.use-case.ts'
import type { Stores } from '../stores.ts'
import type { Subscription } from '../subscriptions/subscription.ts'
import { faultsIn, Importing, isFault, named, type ReadRow } from './importing.ts'
import type { Columns, Row } from './read-table.ts'

type Needs = Parameters<typeof placeOrder>[0] & Pick<Stores, 'externalIds'>

const rowSchema = z.strictObject({
  externalId: externalIdSchema,
  account: externalIdSchema,
  offer: keySchema,
  device: externalIdSchema.optional(),
  quantity: newOrderSchema.shape.quantity,
  startsAt: newOrderSchema.shape.startsAt,
  coupon: newOrderSchema.shape.coupon,
})

type SubscriptionRow = z.infer<typeof rowSchema>

const columns: Columns = {
  required: ['externalId', 'account', 'offer'],
  isKnown: (column) => Object.hasOwn(rowSchema.shape, column),
}

function readSubscriptionRow({ cells }: Row): Result<SubscriptionRow, readonly Fault[]> {
  const { quantity, ...rest } = cells
  const figure = quantity !== undefined && /^\d{1,9}$/.test(quantity) ? Number(quantity) : quantity
  const parsed = rowSchema.safeParse({ ...rest, ...(figure === undefined ? {} : { quantity: figure }) })
  return parsed.success ? ok(parsed.data) : err(faultsOf(parsed.error))
}

/** Whom and what a row names, once both are found. */
interface Parties {
  readonly account: AccountId
  readonly device: DeviceId | undefined
}

/** Orders what the rows say, one after the other, so that an add-on may stand below what it adds to. */
export async function importSubscriptions(
  stores: Needs,
  environment: Environment,
  system: string,
  text: string,
  actor: OrderActor,
) {
  const importing = new Importing(text, columns, readSubscriptionRow)
  const rows = importing.rows.map(({ row }) => row)
  const find = stores.externalIds.find.bind(stores.externalIds)
  const ids = await find('subscription', system, importing.names)
  const accounts = await find('account', system, [...new Set(rows.map(({ account }) => account))])
  const devices = await find('device', system, [...new Set(rows.flatMap(({ device }) => device ?? []))])
  const known = new Map((await stores.subscriptions.getAll([...ids.values()])).map((each) => [each.id, each]))
  const ordered = new Map<string, SubscriptionId>()
  const entitled = new Set<AccountId>()
  for (const each of importing.rows) {
    const { row } = each
    const account = named('account', 'account', row.account, accounts)
    const device = row.device === undefined ? undefined : named('device', 'device', row.device, devices)
    // What an order that waits will make has its id already.
    const waiting = ids.get(row.externalId)
    const before = waiting && known.get(waiting)
    if (isFault(account) || (device !== undefined && isFault(device))) importing.refuse(each, faultsAmong(account, device))
    else if (waiting !== undefined && before === undefined) importing.take(each, { outcome: 'unchanged', id: waiting })
    else if (before !== undefined) hold(importing, each, before, { account, device })
    else {
      const placed = await order(stores, environment, row, { account, device, ...actor })
      if (!placed.ok) importing.refuse(each, placed.error)
      else {
        ordered.set(row.externalId, placed.value)
        entitled.add(account)
        importing.take(each, { outcome: 'created', id: placed.value })
      }
    }
  }
  await stores.externalIds.insert('subscription', system, ordered)
  return { ...importing.outcome(), entitled: [...entitled] }
}

function faultsAmong(...found: readonly (string | Fault | undefined)[]): readonly Fault[] {
  return found.filter((each) => each !== undefined && isFault(each))
}

async function order(
  stores: Needs,
  environment: Environment,
  { offer, startsAt, coupon, quantity }: SubscriptionRow,
  { account, device, by }: Parties & OrderActor,
): Promise<Result<SubscriptionId, readonly Fault[]>> {
  const startsAtMs = startsAt === undefined ? undefined : parseInstant(startsAt)
  const placed = await placeOrder(stores, environment, {
    ...{ account, offer, mayBackdate: true, ...(by === undefined ? {} : { by }) },
    ...(device === undefined ? {} : { device }),
    ...(coupon === undefined ? {} : { coupon }),
    ...(quantity === undefined ? {} : { quantity }),
    ...(startsAtMs === undefined ? {} : { startsAtMs }),
  })
  return placed.ok ? ok(placed.value.subscription.id) : err(faultsIn(placed.error))
}

function hold(
  importing: Importing<SubscriptionRow>,
  each: ReadRow<SubscriptionRow>,
  before: Subscription,
  { account, device }: Parties,
): void {
  const { offer, startsAt } = each.row
  const differs = (column: string): Fault => fault(column, 'differs', 'says otherwise than the subscription that is there')
  const faults = [
    ...(account === before.account ? [] : [differs('account')]),
    ...(offer === before.offer ? [] : [differs('offer')]),
    ...(device === before.device ? [] : [differs('device')]),
    ...(startsAt === undefined || parseInstant(startsAt) === before.fromMs ? [] : [differs('startsAt')]),
  ]
  if (faults.length > 0) importing.refuse(each, faults)
  else importing.take(each, { outcome: 'unchanged', id: before.id })
}
