import { formatInstant } from '@octroi/shared/time/instant'
import type { Notice } from '../confirmations/notify.use-case.ts'
import type { BegunSubscription } from './begin-in-place.ts'
import { endsSubscription, type SubscriptionChange } from './change.ts'
import type { SubscriptionWrites } from './held.ts'

/** What the account hears: each change as it is asked for, one that ends a subscription as its end, and what was taken back. */
export function changeNotices(
  { subscriptions, added, takenBack }: SubscriptionWrites,
  begun?: BegunSubscription,
): readonly Notice[] {
  return [...added.map((change) => [change, false] as const), ...takenBack.map((change) => [change, true] as const)].flatMap(
    ([change, isTakenBack]) => {
      const subscription = subscriptions.find(({ id }) => id === change.subscription)
      if (subscription === undefined) return []
      const account = begun?.subscription.id === change.began ? begun?.subscription.account : undefined
      const accounts = [subscription.account, ...(account === undefined ? [] : [account])]
      return [noticeOf(change, { accounts, offer: subscription.offer, isTakenBack })]
    },
  )
}

interface About extends Pick<Notice, 'accounts'> {
  readonly offer: string
  readonly isTakenBack: boolean
}

function noticeOf(
  { id, subscription, change, atMs, began, follows }: SubscriptionChange,
  { accounts, offer, isTakenBack }: About,
): Notice {
  const data = {
    change: id,
    subscription,
    offer,
    kind: change.kind,
    at: formatInstant(atMs),
    ...(change.kind === 'quantity' ? { quantity: change.quantity } : {}),
    ...(began === undefined ? {} : { began }),
    ...(follows === undefined ? {} : { follows }),
    ...(isTakenBack ? { takenBack: true as const } : {}),
  }
  const about = isTakenBack ? `${id} taken back` : id
  return { accounts, type: endsSubscription(change) && !isTakenBack ? 'subscription.ended' : 'subscription.changed', about, data }
}
