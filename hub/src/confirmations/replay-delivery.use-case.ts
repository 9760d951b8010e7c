import { conflict, type Failure, notFound } from '@octroi/shared/errors/failure'
import { err, ok, type Result } from '@octroi/shared/errors/result'
import type { AccountId, MessageId } from '@octroi/shared/ids/id'
import type { Environment } from '../environment.ts'
import type { OutboxDelivery } from '../outbox/outbox-message.ts'
import type { Stores } from '../stores.ts'

export interface ReplayDelivery {
  readonly id: MessageId
  /** Only where the endpoint is this account's; anybody's where it is undefined. */
  readonly account: AccountId | undefined
}

/** Makes a delivery due again, whether it arrived, was given up or waits for its next attempt. */
export async function replayDelivery(
  { outbox, endpoints }: Pick<Stores, 'outbox' | 'endpoints'>,
  { nowMs }: Environment,
  { id, account }: ReplayDelivery,
): Promise<Result<OutboxDelivery, Failure>> {
  const delivery = await outbox.get(id)
  const endpoint = delivery && (await endpoints.get(delivery.endpoint))
  const isVisible = account === undefined || endpoint?.account === account
  if (delivery === undefined || !isVisible) return err(notFound('webhook_delivery', id))
  if (endpoint === undefined) {
    return err(conflict('endpoint_removed', 'Its endpoint was removed, so there is nowhere to send it.'))
  }
  const dueAtMs = nowMs()
  await outbox.sendAgain(id, dueAtMs)
  const { deliveredAtMs: _, ...rest } = delivery
  return ok({ ...rest, state: 'pending', attempts: 0, dueAtMs })
}
