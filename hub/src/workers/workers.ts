import type { TenantId } from '@octroi/shared/ids/id'
import { sendConfirmation } from '../confirmations/send-confirmation.use-case.ts'
import type { WebhookClient } from '../confirmations/webhook-client.port.ts'
import type { Environment } from '../environment.ts'
import { endedBefore } from '../operators/operator-session.ts'
import type { Delivering } from '../outbox/deliver.use-case.ts'
import { forgetOld } from '../retention/forget-old.use-case.ts'
import type { RetainedTable, RetentionDays } from '../retention/retained.ts'
import type { Storage } from '../stores.ts'
import { Deliveries } from './deliveries.ts'
import { startRounds } from './rounds.ts'

/** What the hub does by itself, beside answering: deliver what is due, forget what has served its time. */
export interface Workers {
  /** Something was enqueued just now: do not wait for the next round. */
  readonly deliverNow: () => void
  /** Gives up the deliveries under way, which are tried again later, and lets the rest finish. */
  readonly stop: () => Promise<void>
}

export interface WorkerDependencies {
  readonly storage: Storage
  readonly environment: Environment
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

export function startWorkers(dependencies: WorkerDependencies): Workers {
  const { storage, environment, client, onDefect, onAttempt, retentionDays, onForgotten } = dependencies
  const stopping = new AbortController()
  const sending = { storage, client, environment, signal: stopping.signal }
  const send: Delivering['send'] = async (leased) => {
    const sent = await sendConfirmation(sending, leased)
    if (sent.ok || sent.error.isGivenUp !== true) onAttempt(leased.tenant, sent.ok ? 'delivered' : 'failed')
    return sent
  }
  const deliveries: Deliveries = new Deliveries(
    { queue: storage.queue, storage, environment, send },
    () => delivery.now(),
    onDefect,
  )
  const delivery = startRounds(deliveryRoundMs, onDefect, () => deliveries.fill())
  const retention = startRounds(retentionRoundMs, onDefect, async () => {
    for (const tenant of await storage.tenants()) {
      await forgetOld({ storage, environment, days: retentionDays, onForgotten }, tenant)
      await storage.transaction(tenant, ({ operators }) => operators.forgetSessions(endedBefore(environment.nowMs())))
    }
    await storage.leaveNoTrace()
  })
  return {
    deliverNow: delivery.now,
    stop: async () => {
      await Promise.all([delivery.stop(), retention.stop()])
      stopping.abort()
      await deliveries.settled()
    },
  }
}
