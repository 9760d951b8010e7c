import type { Storage } from '../stores.ts'
import type { Tracing } from '../tracing.ts'

/** A storage whose transactions are steps of their own, which say how often the engine had the work run again. */
export function tracedStorage(storage: Storage, tracing: Tracing): Storage {
  return {
    ...storage,
    transaction: (tenant, work) =>
      tracing.step('transaction', { kind: 'internal' }, async (step) => {
        let runs = 0
        try {
          return await storage.transaction(tenant, (stores) => {
            runs++
            return work(stores)
          })
        } finally {
          step.note({ 'octroi.transaction.retries': Math.max(0, runs - 1) })
        }
      }),
  }
}
