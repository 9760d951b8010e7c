import type { SubscriptionId } from '@octroi/shared/ids/id'
import { wholeDay } from '../rating/timeline.ts'
import type { LineKey } from '../rating/usage-source.ts'
import type { Subscription } from '../subscriptions/subscription.ts'

/**
 * A line of a bill within its month. Keys of a catalogue hold no `:` and no `@`, so they may stand between them. The version of
 * the catalogue is named where it is another one than the subscription was bought at, so that the name of a line never changes.
 */
export interface LineReference extends Pick<LineKey, 'subscription' | 'price' | 'band'> {
  readonly version?: number
}

/** `sub_…:energy:peak`, `sub_…:fee` where the price has no bands, and `sub_…:energy@2:peak` by version 2. */
export function writeLine({ subscription, price, band, version }: LineReference): string {
  const priced = version === undefined ? price : `${price}@${version}`
  return [subscription, priced, ...(band === wholeDay ? [] : [band])].join(':')
}

/** The name of a line that a draft shows. */
export function lineOf(
  { id, catalogueVersion }: Pick<Subscription, 'id' | 'catalogueVersion'>,
  { price, version, band = wholeDay }: { readonly price: string; readonly version: number; readonly band?: string },
): string {
  return writeLine({ subscription: id, price, band, ...(version === catalogueVersion ? {} : { version }) })
}

/** Reads what {@link writeLine} wrote; a schema has seen that it has this form. */
export function readLine(text: string): LineReference {
  const [subscription = '', priced = '', band = wholeDay] = text.split(':')
  const [price = '', version] = priced.split('@')
  const named = version === undefined ? {} : { version: Number(version) }
  return { subscription: subscription as SubscriptionId, price, band, ...named }
}
