import { err, ok, type Result } from '@octroi/shared/errors/result'
import { formatExact, parseExact } from '@octroi/shared/money/decimal'
import { formatQuantity } from '@octroi/shared/money/quantity'
import type { Rational } from '@octroi/shared/money/rational'
import { ownEntry } from '@octroi/shared/own-entry'
import type { Catalogue } from '../catalogue/catalogue.ts'
import { type Affordable, affordable, mayCostLess } from '../invoicing/affordable.ts'
import type { AskedDrafts } from '../invoicing/rate-usage.ts'
import type { UsageLine } from '../usage/usage-lines.ts'

interface Asked {
  readonly catalogue: Catalogue
  readonly lines: readonly UsageLine[]
  readonly asked: AskedDrafts
  readonly budget: string
}

interface Told extends Affordable {
  readonly offer: string
  readonly last: UsageLine
  readonly unit: string
  readonly currency: string
  readonly budget: Rational
}

/** How much of the last line of a file each offer allows for a budget; or every reason why that cannot be told. */
export function rateBudget({ catalogue, lines, asked, budget: text }: Asked): Result<readonly Told[], readonly string[]> {
  const budget = parseExact(text)
  const last = lines.at(-1)
  const meter = last === undefined ? undefined : ownEntry(catalogue.meters, last.meter)
  const offers = asked.offer === undefined ? Object.keys(catalogue.offers) : [asked.offer]
  const faults = [
    ...(budget === undefined || budget.n < 0n ? [`--budget: ${text} is no amount, for example 10.50.`] : []),
    ...(meter?.record === 'reading' ? [] : ['--budget: the last line of the usage is what the budget is for: a reading.']),
    ...offers.flatMap((offer) =>
      (last === undefined ? [] : mayCostLess(catalogue, offer, last)).map(
        (price) => `--budget: under the price ${price} of ${offer} more use may cost less, or is not added up.`,
      ),
    ),
  ]
  if (budget === undefined || last === undefined || meter === undefined || faults.length > 0) return err(faults)
  return ok(
    offers.map((offer) => ({
      ...affordable(catalogue, lines, { ...asked, offer, budget }),
      ...{ offer, last, budget, unit: meter.unit, currency: ownEntry(catalogue.offers, offer)?.currency ?? '' },
    })),
  )
}

export function budgetView({ offer, last, unit, currency, budget, allowed, total }: Told) {
  return {
    ...{ offer, currency, budget: formatExact(budget), meter: last.meter, unit },
    asked: formatQuantity(last.usage.quantity),
    ...(allowed === undefined ? {} : { allowed: formatQuantity(allowed) }),
    exact: formatExact(total),
  }
}

export function budgetWords(told: Told): string {
  const { offer, unit, currency, budget, asked, allowed, exact } = budgetView(told)
  if (allowed === undefined) return `${offer}: nothing; without it ${exact} ${currency} is more than ${budget}`
  return `${offer}: ${allowed} of ${asked} ${unit}, which comes to ${exact} of ${budget} ${currency}`
}
