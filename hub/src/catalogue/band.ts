import { keySchema } from '@octroi/shared/api/shapes'
import { z } from 'zod'
import { positiveDecimal, positiveQuantity } from './decimals.ts'
import { type Where, whereSchema } from './where.ts'

const weekday = z.enum(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'])
const wallTime = z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$|^24:00$/, 'a time of day, 00:00 to 24:00')
const daysIn = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
const monthDay = z
  .string()
  .regex(/^(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/, 'a day of the year, for example 11-01')
  .refine((text) => Number(text.slice(3)) <= (daysIn[Number(text.slice(0, 2)) - 1] ?? 0), 'the month has no such day')

/** Days of every year, both ends included; it may go over the end of the year. */
const season = z.strictObject({ from: monthDay, through: monthDay })

const bandWindow = z
  .strictObject({
    days: z.array(weekday).min(1).max(7).optional(),
    from: wallTime,
    until: wallTime,
    season: season.optional(),
    /** A list of dates of the catalogue: only on these, or on all but these. */
    holidays: keySchema.optional(),
    notHolidays: keySchema.optional(),
  })
  .refine(({ from, until }) => from < until, { path: ['until'], message: 'must be after `from`; split a night at 24:00' })

/** What of its use a band prices. The first band that fits applies; the last has neither window nor attribute: the rest. */
export const bandFields = {
  name: keySchema,
  when: z.array(bandWindow).min(1).max(24).optional(),
  where: whereSchema.optional(),
  includedQuantity: positiveDecimal.optional(),
  /** To which a session that ends in this band is rounded up, in the unit of the meter. */
  step: positiveQuantity.optional(),
}

export const fewBands = { least: 2, most: 12 }

export type Context = z.core.$RefinementCtx

export function checkBands(list: readonly Band[], context: Context): void {
  const names = list.map((entry) => entry.name)
  for (const [index, { name, when, where }] of list.entries()) {
    const isLast = index === list.length - 1
    const isRest = when === undefined && where === undefined
    if (isLast !== isRest) {
      const message = isLast
        ? 'the last band is the rest and has no `when` and no `where`'
        : 'only the last band may go without `when` and `where`'
      context.addIssue({ code: 'custom', path: [index, isLast && when === undefined ? 'where' : 'when'], message })
    }
    if (names.indexOf(name) !== index) context.addIssue({ code: 'custom', path: [index, 'name'], message: 'named twice' })
  }
}

export type BandWindow = z.infer<typeof bandWindow>
export type Season = z.infer<typeof season>

/** What every band has, whatever the model of its price. */
export interface Band {
  readonly name: string
  readonly when?: readonly BandWindow[] | undefined
  readonly where?: Where | undefined
  readonly includedQuantity?: string | undefined
  readonly step?: string | undefined
}
