import { formatInstant } from '@octroi/shared/time/instant'
import { phaseAt } from '../../subscriptions/phase.ts'
import type { Subscription } from '../../subscriptions/subscription.ts'
import type { ConsoleView } from '../frame/console-view.ts'
import type { Column } from '../frame/listing.tsx'
import { subscriptionsPath } from './subscription-acts.tsx'
import { subscriptionWords } from './subscription-words.ts'

/** A subscription in a list, on the page and in the file. */
export function subscriptionColumns({ language, formats }: ConsoleView, nowMs: number): readonly Column<Subscription>[] {
  const words = subscriptionWords[language]
  const stateOf = (subscription: Subscription) => {
    const { fromMs, untilMs = Number.POSITIVE_INFINITY } = subscription
    if (untilMs <= nowMs || untilMs <= fromMs) return 'ended'
    if (fromMs > nowMs) return 'to_come'
    return phaseAt(subscription, nowMs).isPaused ? 'paused' : 'in_force'
  }
  const names = { ...words.listStates, paused: words.paused }
  return [
    {
      name: 'subscription',
      head: words.subscription,
      cell: ({ id, offer }) => (
        <>
          <a href={`${subscriptionsPath}/${id}`}>{offer}</a> <span class="under id">{id}</span>
        </>
      ),
      text: ({ id }) => id,
    },
    { name: 'offer', head: words.offer, cell: ({ offer }) => offer, text: ({ offer }) => offer, isOnlyInFile: true },
    {
      name: 'catalogue_version',
      head: words.version,
      cell: ({ catalogueVersion }) => catalogueVersion,
      text: ({ catalogueVersion }) => String(catalogueVersion),
      isNumber: true,
    },
    {
      name: 'account',
      head: words.account,
      cell: ({ account }) => (
        <a href={`/console/accounts/${account}`} class="id">
          {account}
        </a>
      ),
      text: ({ account }) => account,
    },
    {
      name: 'device',
      head: words.device,
      cell: ({ device }) =>
        device === undefined ? (
          words.everyDevice
        ) : (
          <a href={`/console/devices/${device}`} class="id">
            {device}
          </a>
        ),
      text: ({ device }) => device ?? '',
    },
    {
      name: 'quantity',
      head: words.quantity,
      cell: (subscription) => phaseAt(subscription, nowMs).quantity,
      text: (subscription) => String(phaseAt(subscription, nowMs).quantity),
      isNumber: true,
    },
    { name: 'state', head: words.state, cell: (subscription) => names[stateOf(subscription)], text: stateOf },
    { name: 'from', head: words.from, cell: ({ fromMs }) => formats.time(fromMs), text: ({ fromMs }) => formatInstant(fromMs) },
    {
      name: 'until',
      head: words.until,
      cell: ({ untilMs }) => (untilMs === undefined ? '' : formats.time(untilMs)),
      text: ({ untilMs }) => (untilMs === undefined ? '' : formatInstant(untilMs)),
    },
  ]
}
