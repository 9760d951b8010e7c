import type { OrderStepKind } from '@octroi/shared/api/vocabulary'
import { type Failure, notFound } from '@octroi/shared/errors/failure'
import { err, ok, type Result } from '@octroi/shared/errors/result'
import type { AccountId, OrderId } from '@octroi/shared/ids/id'
import type { Environment } from '../environment.ts'
import type { AdvancedOrder, FulfilNeeds } from './fulfil-order.use-case.ts'
import type { Order } from './order.ts'
import { completeStep, endOrder, type OrderActor } from './order-progress.ts'
import { payAndFulfil } from './pay-and-fulfil.use-case.ts'
import { tellOrder } from './tell-order.use-case.ts'

export interface ActOnOrder extends OrderActor {
  readonly id: OrderId
  /** Whose it must be; anybody's where it is absent. */
  readonly account?: AccountId | undefined
}

/** The operator says yes. */
export function approveOrder(
  stores: FulfilNeeds,
  environment: Environment,
  act: ActOnOrder,
): Promise<Result<AdvancedOrder, Failure>> {
  return complete(stores, environment, act, 'approval')
}

/**
 * What was due is paid, whoever says so: a person at the operator for now. Whatever takes payments calls this with what it
 * was paid by as the reason.
 */
export function confirmPayment(
  stores: FulfilNeeds,
  environment: Environment,
  act: ActOnOrder,
): Promise<Result<AdvancedOrder, Failure>> {
  return complete(stores, environment, act, 'payment')
}

/** Nothing is made of it. */
export function rejectOrder(
  stores: FulfilNeeds,
  environment: Environment,
  act: ActOnOrder,
): Promise<Result<AdvancedOrder, Failure>> {
  return change(stores, environment, act, (order, acted) => endOrder(order, 'rejected', acted))
}

/** Whoever placed it does not want it any more. */
export function cancelOrder(
  stores: FulfilNeeds,
  environment: Environment,
  act: ActOnOrder,
): Promise<Result<AdvancedOrder, Failure>> {
  return change(stores, environment, act, (order, acted) => endOrder(order, 'cancelled', acted))
}

function complete(
  stores: FulfilNeeds,
  environment: Environment,
  act: ActOnOrder,
  kind: OrderStepKind,
): Promise<Result<AdvancedOrder, Failure>> {
  return change(stores, environment, act, (order, acted) => completeStep(order, kind, acted))
}

type Step = (order: Order, acted: OrderActor & { readonly atMs: number }) => Result<Order, Failure>

async function change(
  stores: FulfilNeeds,
  environment: Environment,
  { id, account, ...actor }: ActOnOrder,
  step: Step,
): Promise<Result<AdvancedOrder, Failure>> {
  const order = await stores.orders.get(id)
  if (order === undefined || (account !== undefined && order.account !== account)) return err(notFound('order', id))
  const done = step(order, { atMs: environment.nowMs(), ...actor })
  if (!done.ok) return done
  return ok(await keepAdvanced(stores, environment, order, done.value))
}

/** Fulfils an order where nothing is left to wait for but what wallets pay, writes what became of it, and tells the account. */
export async function keepAdvanced(
  stores: FulfilNeeds,
  environment: Environment,
  before: Order,
  advanced: Order,
): Promise<AdvancedOrder> {
  const done = await payAndFulfil(stores, environment, advanced)
  if (done.order.history.length === before.history.length) return { order: before, devices: [] }
  await stores.orders.advance(done.order)
  await tellOrder(stores, environment, done.order, before.history.length)
  return done
}
