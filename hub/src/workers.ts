import { sendConfirmation } from './confirmations/send-confirmation.use-case.ts'
import type { WebhookClient } from './confirmations/webhook-client.port.ts'
import type { Environment } from './environment.ts'
import { answerLifetimeMs } from './idempotency/once.use-case.ts'
import { deliverDue } from './outbox/deliver.use-case.ts'
import type { LeasedMessage } from './outbox/outbox.store.ts'
import type { Storage } from './stores.ts'

/** What the hub does by itself, beside answering: deliver what is due, forget what has served its time. */
export interface Workers {
  /** Something was enqueued just now: do not wait for the next round. */
  readonly deliverNow: () => void
  /** Lets the round under way finish. */
  readonly stop: () => Promise<void>
}

export interface WorkerDependencies {
  readonly storage: Storage
  readonly environment: Environment
  readonly client: WebhookClient
  readonly onDefect: (error: unknown) => void
}

const deliveryRoundMs = 1000
const retentionRoundMs = 3_600_000

export function startWorkers({ storage, environment, client, onDefect }: WorkerDependencies): Workers {
  const send = (leased: LeasedMessage) => sendConfirmation({ storage, client, environment }, leased)
  const delivery = startRounds(deliveryRoundMs, onDefect, async () => {
    while ((await deliverDue({ queue: storage.queue, storage, environment, send })) > 0);
  })
  const retention = startRounds(retentionRoundMs, onDefect, async () => {
    const before = environment.nowMs() - answerLifetimeMs
    for (const tenant of await storage.tenants()) {
      await storage.transaction(tenant, ({ idempotency }) => idempotency.forgetBefore(before))
    }
  })
  return {
    deliverNow: delivery.now,
    stop: async () => {
      await Promise.all([delivery.stop(), retention.stop()])
    },
  }
}

interface Rounds {
  readonly now: () => void
  readonly stop: () => Promise<void>
}

/** Runs work again and again, never twice at once. Asking while a round runs starts another right after it. */
function startRounds(everyMs: number, onDefect: (error: unknown) => void, work: () => Promise<void>): Rounds {
  let isStopped = false
  let isWanted = false
  let wake: () => void = () => {}

  async function run(): Promise<void> {
    while (!isStopped) {
      isWanted = false
      await work().catch(onDefect)
      if (isStopped || isWanted) continue
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, everyMs)
        wake = () => {
          clearTimeout(timer)
          resolve()
        }
      })
    }
  }

  const finished = run()
  const now = (): void => {
    isWanted = true
    wake()
  }
  return {
    now,
    stop: () => {
      isStopped = true
      now()
      return finished
    },
  }
}
