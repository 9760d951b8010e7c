import { parseUnitPrice } from '@octroi/shared/money/unit-price'
import { z } from 'zod'
import type { Context } from './band.ts'
import { decimal, positiveDecimal } from './decimals.ts'

/** A tier reaches up to and with `upTo`, in the unit of the price; the last one has no end. */
const tierEnd = { upTo: positiveDecimal.optional() }

const tier = z
  .strictObject({
    ...tierEnd,
    unitPrice: decimal.optional(),
    /** Of the value that is counted, in place of a price of each unit. */
    percent: decimal.optional(),
    /** How many units one `unitPrice` buys; one that is begun is paid whole. */
    packageSize: positiveDecimal.optional(),
    flatFee: decimal.optional(),
  })
  .superRefine(({ unitPrice, percent, packageSize }, context) => {
    const issue = (path: string, message: string): void => context.addIssue({ code: 'custom', path: [path], message })
    if ((unitPrice === undefined) === (percent === undefined)) issue('unitPrice', 'give either `unitPrice` or `percent`')
    if (percent !== undefined && packageSize !== undefined) issue('packageSize', 'a percentage has no packages')
  })

export const tiers = z.array(tier).min(1).max(50).superRefine(checkTiers)

export const steps = z
  .array(z.strictObject({ ...tierEnd, amount: decimal }))
  .min(1)
  .max(50)
  .superRefine(checkTiers)

function checkTiers(list: readonly { readonly upTo?: string | undefined }[], context: Context): void {
  const ends = list.map(({ upTo }) => (upTo === undefined ? undefined : parseUnitPrice(upTo)))
  for (const [index, { upTo }] of list.entries()) {
    const issue = (message: string): void => context.addIssue({ code: 'custom', path: [index, 'upTo'], message })
    const isLast = index === list.length - 1
    if (isLast !== (upTo === undefined)) {
      issue(isLast ? 'the last tier has no end and no `upTo`' : 'only the last tier may go without `upTo`')
      continue
    }
    const [before, end] = [ends[index - 1], ends[index]]
    if (before !== undefined && end !== undefined && end.n * before.d <= before.n * end.d) issue('must be above the tier before')
  }
}
