import type { SubscriptionId } from '@octroi/shared/ids/id'
import { wholeDay } from '../rating/timeline.ts'
import type { LineKey } from '../rating/usage-source.ts'

/** A line of a bill within its month. Keys of a catalogue hold no `:`, so it may stand between them. */
export type LineReference = Omit<LineKey, 'periodFromMs'>

/** `sub_…:energy:peak`, or `sub_…:fee` where the price has no bands. */
export function writeLine({ subscription, price, band }: LineReference): string {
  return [subscription, price, ...(band === wholeDay ? [] : [band])].join(':')
}

/** The name of a line that a draft shows. */
export function lineOf(
  subscription: SubscriptionId,
  { price, band = wholeDay }: { readonly price: string; readonly band?: string },
): string {
  return writeLine({ subscription, price, band })
}

/** Reads what {@link writeLine} wrote; a schema has seen that it has this form. */
export function readLine(text: string): LineReference {
  const [subscription = '', price = '', band = wholeDay] = text.split(':')
  return { subscription: subscription as SubscriptionId, price, band }
}
