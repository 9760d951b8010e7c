import type { TenantId } from '@octroi/shared/ids/id'
import { sendConfirmation } from '../confirmations/send-confirmation.use-case.ts'
import type { WebhookClient } from '../confirmations/webhook-client.port.ts'
import type { Environment } from '../environment.ts'
import { expireOrders } from '../orders/expire-orders.use-case.ts'
import type { Delivering } from '../outbox/deliver.use-case.ts'
import { forgetOld } from '../retention/forget-old.use-case.ts'
import type { RetainedTable, RetentionDays } from '../retention/retained.ts'
import type { Storage } from '../stores.ts'
import type { Tracing } from '../tracing.ts'
import { settleAllWallets } from '../wallets/settle-all.use-case.ts'
import { Deliveries } from './deliveries.ts'
import { startRounds } from './rounds.ts'

/** What the hub does by itself, beside answering: deliver what is due, end orders that waited too long, forget what has served its time. */
export interface Workers {
  /** Something was enqueued just now: do not wait for the next round. */
  readonly deliverNow: () => void
  /** Begins nothing more. Deliveries under way have a moment to end; then they are given up, due at once for another hub. */
  readonly stop: () => Promise<void>
}

export interface WorkerDependencies {
  readonly storage: Storage
  readonly environment: Environment
  readonly tracing: Tracing
  readonly client: WebhookClient
  readonly onDefect: (error: unknown) => void
  /** Where the operator chose how long something is kept. */
  readonly retentionDays: RetentionDays
  readonly onForgotten: (table: RetainedTable, rows: number) => void
  /** A confirmation was tried. */
  readonly onAttempt: (tenant: TenantId, result: 'delivered' | 'failed') => void
}

const deliveryRoundMs = 1000
const retentionRoundMs = 3_600_000
const walletRoundMs = 3_600_000
/** Nothing goes on with an order whose time is over; this only writes it down, and tells the account. */
const orderRoundMs = 60_000
const ordersAtOnce = 100
/** An answer that is on its way comes within this. */
const patienceMs = 1500

export function startWorkers(dependencies: WorkerDependencies): Workers {
  const { storage, environment, tracing, client, onDefect, onAttempt, retentionDays, onForgotten } = dependencies
  const stopping = new AbortController()
  const sending = { storage, client: tracedClient(client, tracing), environment, signal: stopping.signal }
  const send: Delivering['send'] = async (leased) => {
    const sent = await sendConfirmation(sending, leased)
    if (sent.ok || sent.error.isGivenUp !== true) onAttempt(leased.tenant, sent.ok ? 'delivered' : 'failed')
    return sent
  }
  const deliveries: Deliveries = new Deliveries(
    { queue: storage.queue, storage, environment, send },
    { tracing, onRoom: () => delivery.now(), onDefect },
  )
  const delivery = startRounds(deliveryRoundMs, onDefect, () => deliveries.fill())
  const retention = startRounds(retentionRoundMs, onDefect, async () => {
    for (const tenant of await storage.tenants()) {
      await forgetOld({ storage, environment, days: retentionDays, onForgotten }, tenant)
    }
    await storage.leaveNoTrace()
  })
  const orders = startRounds(orderRoundMs, onDefect, async () => {
    for (const tenant of await storage.tenants()) {
      const ended = await storage.transaction(tenant, (stores) => expireOrders(stores, environment, ordersAtOnce))
      if (ended.length > 0) delivery.now()
    }
  })
  const wallets = startRounds(walletRoundMs, onDefect, async () => {
    for (const tenant of await storage.tenants()) await settleAllWallets(storage, environment, tenant)
  })
  return {
    deliverNow: delivery.now,
    stop: async () => {
      await Promise.all([delivery.stop(), orders.stop(), retention.stop(), wallets.stop()])
      const patience = setTimeout(() => stopping.abort(), patienceMs)
      await deliveries.settled()
      clearTimeout(patience)
    },
  }
}

/** Each attempt is a step, and tells the endpoint which trace it belongs to. Addresses and what was answered stay out of it. */
function tracedClient({ post, ...client }: WebhookClient, tracing: Tracing): WebhookClient {
  return {
    ...client,
    post: (request) =>
      tracing.step('POST webhook', { kind: 'client', facts: { 'http.request.method': 'POST' } }, async (step) => {
        const sent = await post({ ...request, headers: { ...request.headers, ...tracing.headers() } })
        const result = sent.ok ? 'delivered' : request.signal?.aborted === true ? 'given_up' : 'failed'
        step.note({ 'octroi.delivery.result': result })
        if (!sent.ok) step.failed(result)
        return sent
      }),
  }
}
