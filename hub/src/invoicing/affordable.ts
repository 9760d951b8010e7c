import { compare, type Rational, sum } from '@octroi/shared/money/rational'
import { ownEntry } from '@octroi/shared/own-entry'
import type { Catalogue } from '../catalogue/catalogue.ts'
import type { UsageLine } from '../usage/usage-lines.ts'
import { type AskedDrafts, rateUsage } from './rate-usage.ts'

/** How much of what is asked for last a budget allows. */
export interface Affordable {
  /** In 1e-9 of the meter's unit; undefined where what comes before costs more than the budget already. */
  readonly allowed: bigint | undefined
  /** What all of it comes to, exactly, with as much as is allowed. */
  readonly total: Rational
}

/**
 * How much of the last line of usage a budget allows under an offer, after all that was used before: the greatest quantity
 * with which everything comes to no more, exactly. Only where more use never costs less: see {@link mayCostLess}.
 */
export function affordable(
  catalogue: Catalogue,
  lines: readonly UsageLine[],
  asked: AskedDrafts & { readonly budget: Rational },
): Affordable {
  const last = lines.at(-1)
  const before = lines.slice(0, -1)
  const totalWith = (quantity: bigint): Rational => {
    const tried = last === undefined ? [] : [{ ...last, usage: { ...last.usage, quantity } }]
    const drafts = rateUsage(catalogue, [...before, ...tried], asked)
    return sum(drafts.flatMap(({ draft }) => draft.lines.map(({ exact }) => exact)))
  }
  const isWithin = (quantity: bigint): boolean => compare(totalWith(quantity), asked.budget) <= 0
  const allowed = greatest(last?.usage.quantity ?? 0n, isWithin)
  return { allowed, total: totalWith(allowed ?? 0n) }
}

/** The greatest number up to one at which something holds that holds for all below; undefined where it does not for 0. */
function greatest(most: bigint, holds: (quantity: bigint) => boolean): bigint | undefined {
  if (!holds(0n)) return undefined
  if (holds(most)) return most
  let [within, beyond] = [0n, most]
  while (beyond - within > 1n) {
    const middle = (within + beyond) / 2n
    if (holds(middle)) within = middle
    else beyond = middle
  }
  return within
}

/** Prices of an offer under which more use may cost less, so that a budget has no one answer; and meters that do not add it up. */
export function mayCostLess({ meters, offers }: Catalogue, offer: string, { meter: name }: UsageLine): readonly string[] {
  const meter = ownEntry(meters, name)
  return Object.entries(ownEntry(offers, offer)?.prices ?? {}).flatMap(([key, price]) => {
    if (price.model === 'flat') return []
    const counting = ownEntry(meters, price.meter)
    const isMeant = counting?.record === 'reading' && meter?.record === 'reading' && counting.reading === meter.reading
    const mayFall =
      price.model === 'volume' || price.model === 'stairstep' || (price.model === 'per_unit' && price.credit === true)
    return isMeant && counting.service === meter.service && (mayFall || counting.aggregation !== 'sum') ? [key] : []
  })
}
