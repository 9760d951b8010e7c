import { formatInstant } from '@octroi/shared/time/instant'
import type { Order } from '../../orders/order.ts'
import type { ConsoleView } from '../frame/console-view.ts'
import type { Column } from '../frame/listing.tsx'
import { Mark } from '../frame/page.tsx'
import { orderTones } from './order-tones.ts'
import { orderWords } from './order-words.ts'

export const ordersPath = '/console/orders'

/** An order in a list, on the page and in the file. */
export function orderColumns({ language, formats }: ConsoleView): readonly Column<Order>[] {
  const words = orderWords[language]
  const offers = ({ items }: Order): string => items.map(({ offer }) => offer).join(', ')
  return [
    {
      name: 'order',
      head: words.order,
      cell: (order) => (
        <>
          <a href={`${ordersPath}/${order.id}`}>{offers(order)}</a> <span class="under id">{order.id}</span>
        </>
      ),
      text: ({ id }) => id,
    },
    { name: 'offers', head: words.offer, cell: offers, text: offers, isOnlyInFile: true },
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
      name: 'state',
      head: words.state,
      cell: ({ state }) => <Mark tone={orderTones[state]}>{words.states[state]}</Mark>,
      text: ({ state }) => state,
    },
    {
      name: 'placed',
      head: words.placed,
      cell: ({ placedAtMs }) => formats.time(placedAtMs),
      text: ({ placedAtMs }) => formatInstant(placedAtMs),
    },
    {
      name: 'waits_for',
      head: words.notDone,
      cell: ({ steps }) => waits({ steps }, words.stepNames),
      text: ({ steps }) => waits({ steps }, {}),
    },
  ]
}

function waits({ steps }: Pick<Order, 'steps'>, names: Readonly<Record<string, string>>): string {
  const left = steps.filter(({ doneAtMs }) => doneAtMs === undefined)
  return left.map(({ kind }) => names[kind] ?? kind).join(', ')
}
