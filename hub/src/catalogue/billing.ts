import { periodLengths } from '@octroi/shared/time/period'
import { z } from 'zod'

/** From where periods are counted: from the calendar's own beginnings, or from the day on which the subscription begins. */
export const periodStarts = ['calendar', 'anniversary'] as const
export type PeriodStart = (typeof periodStarts)[number]

/** How long the periods are that an offer bills, and when they begin: the months of the calendar where nothing is said. */
export const billingSchema = z
  .strictObject({
    every: z.enum(periodLengths).optional(),
    starts: z.enum(periodStarts).optional(),
    /** On which day of their month calendar periods begin; the last day of a month that is shorter. */
    anchor: z.number().int().min(1).max(31).optional(),
  })
  .superRefine(({ every, starts, anchor }, context) => {
    if (anchor === undefined) return
    const issue = (message: string): void => context.addIssue({ code: 'custom', path: ['anchor'], message })
    if (starts === 'anniversary') issue('an anniversary is the day on which the subscription begins')
    else if (every === 'week') issue('weeks begin on Monday, and not on a day of the month')
  })

interface Billed {
  readonly billing?: z.infer<typeof billingSchema> | undefined
}

/** Whether two offers have the same periods: bills of others would overlap, or leave time out. */
export function isBilledAlike({ billing: one = {} }: Billed, { billing: other = {} }: Billed): boolean {
  const written = ({ every = 'month', starts = 'calendar', anchor = 1 }: NonNullable<Billed['billing']>): string =>
    [every, starts, anchor].join()
  return written(one) === written(other)
}

/** Five years: so far back an ended subscription may still have bills. */
export const minimumTermMonthsAtMost = 60

/** For how long fees that recur are asked, though the subscription ends earlier. */
export const minimumTermSchema = z.strictObject({ months: z.number().int().min(1).max(minimumTermMonthsAtMost) })
