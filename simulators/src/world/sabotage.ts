import type { Journal } from '@octroi/agent/journal/journal'
import type { Storage, Stores } from '@octroi/hub/stores'
import { brokenGuards, type Seen } from './broken-guards.ts'
import { brokenRights } from './broken-rights.ts'
import { withMethods } from './with-methods.ts'

/** What can be broken on purpose, between the code and its ports, to see that the world finds it. */
export const sabotages = {
  uses_not_kept: 'the agent does not keep with a grant that the use is spent',
  actions_not_kept: 'the agent does not keep what action is under way',
  sealed_is_sent: 'the agent takes what it sealed for what the hub holds',
  syncs_ignored: 'the agent’s disk says it wrote what it did not',
  receipt_before_commit: 'the hub signs receipts for what it then does not keep',
  outbox_forgets: 'the hub does not keep every confirmation that it decided to send',
  told_as_completed: 'the hub confirms every outcome as completed',
  ledger_off_by_one: 'the hub books one cent too much on one side',
  shares_forgotten: 'the hub does not keep how charges are shared',
  answers_forgotten: 'the hub does not keep what it answered under an idempotency key',
  heads_stand_still: 'the hub does not keep how far a journal is whole',
  readings_twice: 'the hub counts what it folds twice',
  clocks_crawl: 'the agent’s clock goes ten times too slow',
  ends_not_kept: 'the hub does not keep that what was bought ended',
  consents_linger: 'the hub does not keep that a consent was taken back',
  revoked_at_once: 'the hub says that a permit is taken back before its device does',
  allotments_forgotten: 'the hub does not keep what of a quota it handed to devices',
  quotas_not_counted: 'the hub does not keep what was used of a quota',
  reservations_forgotten: 'the hub does not keep what it granted from a wallet',
  bills_forgotten: 'the hub does not keep what it captured from a wallet',
  lies_forgotten: 'the hub does not keep what it sets apart',
  partners_confused: 'the hub takes every partner for the first that came',
  keys_not_replaced: 'the hub does not keep that a stolen key was replaced',
  noise_freezes: 'the hub freezes whatever device something is set apart of',
} as const

export type Sabotage = keyof typeof sabotages

export function isSabotage(name: string): name is Sabotage {
  return Object.hasOwn(sabotages, name)
}

export function brokenJournal(journal: Journal, sabotage: Sabotage | undefined): Journal {
  const without = (kind: string): Journal['commit'] => {
    return (entry) => journal.commit({ ...entry, changes: entry.changes.filter((change) => change.kind !== kind) })
  }
  switch (sabotage) {
    case 'uses_not_kept':
      return withMethods(journal, { commit: without('use') })
    case 'actions_not_kept':
      return withMethods(journal, { commit: without('action') })
    case 'sealed_is_sent':
      return withMethods(journal, {
        seal: async (batch) => {
          await journal.seal(batch)
          await journal.acknowledge({ through: batch.last, head: batch.payloadHash, answers: batch.payloadHash }, 0)
        },
      })
    default:
      return journal
  }
}

export function brokenStorage(storage: Storage, sabotage: Sabotage | undefined): Storage {
  if (sabotage === undefined) return storage
  if (sabotage === 'receipt_before_commit') return { ...storage, transaction: notAlwaysKept(storage) }
  const seen: Seen = {}
  return {
    ...storage,
    transaction: (tenant, work) => storage.transaction(tenant, (stores) => work(broken(stores, sabotage, seen))),
    read: (tenant, work) => storage.read(tenant, (stores) => work(broken(stores, sabotage, seen))),
    lookUp: (tenant, work) => storage.lookUp(tenant, (stores) => work(broken(stores, sabotage, seen))),
  }
}

function broken(stores: Stores, sabotage: Sabotage, seen: Seen): Stores {
  const { outbox, ledger, settlement, idempotency, journals, rating } = stores
  switch (sabotage) {
    case 'outbox_forgets':
      return { ...stores, outbox: withMethods(outbox, { enqueue: async () => undefined }) }
    case 'told_as_completed':
      return {
        ...stores,
        outbox: withMethods(outbox, {
          enqueue: (messages) => outbox.enqueue(messages.map((message) => ({ ...message, type: 'authorization.completed' }))),
        }),
      }
    case 'ledger_off_by_one':
      return {
        ...stores,
        ledger: withMethods(ledger, {
          append: (entries) =>
            ledger.append(
              entries.map((entry) => ({
                ...entry,
                postings: entry.postings.map((posting, line) =>
                  line === 0 ? { ...posting, minor: posting.minor + 1n } : posting,
                ),
              })),
            ),
        }),
      }
    case 'shares_forgotten':
      return { ...stores, settlement: withMethods(settlement, { insertShares: async () => undefined }) }
    case 'answers_forgotten':
      return { ...stores, idempotency: withMethods(idempotency, { insert: async () => undefined }) }
    case 'heads_stand_still':
      return { ...stores, journals: withMethods(journals, { putHead: async () => undefined }) }
    case 'readings_twice':
      return {
        ...stores,
        rating: withMethods(rating, {
          fold: async (device, folded) => {
            await rating.fold(device, folded)
            await rating.fold(device, { ...folded, charges: [], events: [], sources: [], unrated: [], series: [] })
          },
        }),
      }
    default:
      return brokenGuards(brokenRights(stores, sabotage), sabotage, seen)
  }
}

class ThrownAway extends Error {
  override readonly name = 'ThrownAway'
}

/** Of what devices send, every seventh transaction answers and is then rolled back. */
function notAlwaysKept(storage: Storage): Storage['transaction'] {
  let count = 0
  return async (tenant, work) => {
    let isIngest = false
    let answer: { readonly value: Awaited<ReturnType<typeof work>> } | undefined
    try {
      return await storage.transaction(tenant, async (stores) => {
        const journals = withMethods(stores.journals, {
          insertBatch: (...batch) => {
            isIngest = true
            return stores.journals.insertBatch(...batch)
          },
        })
        const value = await work({ ...stores, journals })
        answer = { value }
        if (isIngest && ++count % 7 === 0) throw new ThrownAway()
        return value
      })
    } catch (error) {
      if (!(error instanceof ThrownAway) || answer === undefined) throw error
      return answer.value
    }
  }
}
