import type { NoticeData, NoticeType } from '@octroi/shared/api/notices'
import type { AccountId } from '@octroi/shared/ids/id'
import { formatInstant } from '@octroi/shared/time/instant'
import type { Environment } from '../environment.ts'
import type { OutboxMessage } from '../outbox/outbox-message.ts'
import type { Stores } from '../stores.ts'

type Needs = Pick<Stores, 'tenants' | 'endpoints' | 'outbox'>

/** Something that happened to what accounts bought or own, told to whoever listens for them. */
export interface Notice<T extends NoticeType = NoticeType> {
  readonly accounts: readonly AccountId[]
  readonly type: T
  /** What it is about, and which time where it can happen again: one (about, type) is told once to each endpoint. */
  readonly about: string
  readonly data: NoticeData<T>
}

/** Enqueues a notice for every endpoint of the accounts, in the transaction that made it true. Returns how many messages. */
export async function notify<T extends NoticeType>(
  { tenants, endpoints, outbox }: Needs,
  { ids, nowMs }: Pick<Environment, 'ids' | 'nowMs'>,
  { accounts, type, about, data }: Notice<T>,
): Promise<number> {
  const listening = accounts.length === 0 ? [] : await endpoints.of([...new Set(accounts)])
  if (listening.length === 0) return 0
  const mode = (await tenants.get())?.mode ?? 'live'
  const createdAtMs = nowMs()
  const payload = JSON.stringify({ type, timestamp: formatInstant(createdAtMs), livemode: mode === 'live', data })
  const messages: readonly OutboxMessage[] = listening.map(({ id: endpoint }) => ({
    id: ids.next('message'),
    endpoint,
    type,
    key: `${about} ${type} ${endpoint}`,
    payload,
    createdAtMs,
  }))
  await outbox.enqueue(messages)
  return messages.length
}
