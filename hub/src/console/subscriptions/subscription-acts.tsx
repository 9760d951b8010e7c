import { described, Field } from '../../http/pages/field.tsx'
import type { Subscription } from '../../subscriptions/subscription.ts'
import type { ConsoleView } from '../frame/console-view.ts'
import { Ask, FormToken } from '../frame/page.tsx'
import { subscriptionWords } from './subscription-words.ts'

export const subscriptionsPath = '/console/subscriptions'
const kinds = ['quantity', 'pause', 'resume', 'end', 'offer', 'pin', 'unpin'] as const
const times = ['now', 'period_end', 'date'] as const

interface Props {
  readonly view: ConsoleView
  readonly subscription: Subscription
  readonly offers: readonly string[]
  readonly isOpen: boolean
}

/** What the operator may do about a subscription. */
export function SubscriptionActs({ view, subscription, offers, isOpen }: Props) {
  const words = subscriptionWords[view.language]
  return (
    <section aria-label={words.act} class="acts">
      <Ask label={words.act} isOpen={isOpen}>
        <form method="post" action={`${subscriptionsPath}/${subscription.id}/changes`}>
          <FormToken view={view} />
          <p>{words.actHint}</p>
          <Field name="kind" label={words.change}>
            <select {...described('kind', {})}>
              {kinds.map((kind) => (
                <option value={kind}>{words.kinds[kind]}</option>
              ))}
            </select>
          </Field>
          <Field name="quantity" label={words.newQuantity}>
            <input {...described('quantity', {})} type="number" min={1} />
          </Field>
          <Field name="offer" label={words.newOffer}>
            <select {...described('offer', {})}>
              <option value=""></option>
              {offers.map((offer) => (
                <option value={offer}>{offer}</option>
              ))}
            </select>
          </Field>
          <Field name="at" label={words.at}>
            <select {...described('at', {})}>
              {times.map((time) => (
                <option value={time}>{words.times[time]}</option>
              ))}
            </select>
          </Field>
          <Field name="on" label={words.onDate(subscription.zone)}>
            <input {...described('on', {})} type="datetime-local" />
          </Field>
          <button type="submit" class="grave">
            {words.send}
          </button>
        </form>
      </Ask>
    </section>
  )
}
