import { keySchema, nameSchema } from '@octroi/shared/api/shapes'
import { parseUnitPrice } from '@octroi/shared/money/unit-price'
import { z } from 'zod'

/** What an offer charges: a flat fee, or a price on a meter by one of five models. Decimals are text, so that they stay exact. */

const positiveDecimal = z
  .string()
  .refine((text) => (parseUnitPrice(text)?.n ?? -1n) > 0n, 'a decimal above zero with at most 12 fraction digits, in quotes')
const decimal = z
  .string()
  .refine(
    (text) => (parseUnitPrice(text)?.n ?? -1n) >= 0n,
    'a decimal of at least zero with at most 12 fraction digits, in quotes',
  )

const weekday = z.enum(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'])
const wallTime = z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$|^24:00$/, 'a time of day, 00:00 to 24:00')
const bandWindow = z
  .strictObject({ days: z.array(weekday).min(1).max(7).optional(), from: wallTime, until: wallTime })
  .refine(({ from, until }) => from < until, { path: ['until'], message: 'must be after `from`; split a night at 24:00' })

/** A time of use. The first band that has a window at the local wall time applies; the last band has none: the rest. */
const bandFields = {
  name: keySchema,
  when: z.array(bandWindow).min(1).max(24).optional(),
  includedQuantity: positiveDecimal.optional(),
}

type Context = z.core.$RefinementCtx

function checkBands(list: readonly Band[], context: Context): void {
  const names = list.map((entry) => entry.name)
  for (const [index, { name, when }] of list.entries()) {
    const isLast = index === list.length - 1
    if (isLast !== (when === undefined)) {
      const message = isLast ? 'the last band is the rest and has no `when`' : 'only the last band may go without `when`'
      context.addIssue({ code: 'custom', path: [index, 'when'], message })
    }
    if (names.indexOf(name) !== index) context.addIssue({ code: 'custom', path: [index, 'name'], message: 'named twice' })
  }
}

/** A tier reaches up to and with `upTo`, in the unit of the price; the last one has no end. */
const tierEnd = { upTo: positiveDecimal.optional() }
const tiers = z
  .array(z.strictObject({ ...tierEnd, unitPrice: decimal, flatFee: decimal.optional() }))
  .min(1)
  .max(50)
  .superRefine(checkTiers)
const steps = z
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

/** Prices are often per a larger unit than the meter counts: `{name: kWh, size: "1000"}` of a meter in Wh. */
const priceUnit = z.strictObject({
  name: nameSchema,
  size: positiveDecimal,
  /** To whole units, once, on the total of a band and period. */
  rounding: z.enum(['up', 'down', 'nearest']).optional(),
})

/** What any price on a meter may have. */
const metered = {
  name: nameSchema,
  meter: keySchema,
  unit: priceUnit.optional(),
  /** Of every calendar month, in the unit of the price, shared by all bands. */
  includedQuantity: positiveDecimal.optional(),
  /** What the price comes to at least and at most in a calendar month, all bands together. */
  minimum: decimal.optional(),
  maximum: decimal.optional(),
}

interface AnyMetered {
  readonly includedQuantity?: string | undefined
  readonly minimum?: string | undefined
  readonly maximum?: string | undefined
  readonly bands?: readonly Band[] | undefined
}

function checkMetered({ includedQuantity, minimum, maximum, bands = [] }: AnyMetered, context: Context): void {
  const issue = (path: (string | number)[], message: string): void => context.addIssue({ code: 'custom', path, message })
  const [least, most] = [minimum, maximum].map((text) => (text === undefined ? undefined : parseUnitPrice(text)))
  if (least !== undefined && most !== undefined && most.n * least.d < least.n * most.d) {
    issue(['maximum'], 'must not be below `minimum`')
  }
  for (const [index, band] of bands.entries()) {
    if (includedQuantity === undefined || band.includedQuantity === undefined) continue
    issue(['bands', index, 'includedQuantity'], 'the price has an `includedQuantity` for all bands already')
  }
}

/** Priced once for the whole day, or band by band. */
function eitherOr(field: string) {
  return (price: Readonly<Record<string, unknown>>, context: Context): void => {
    if ((price[field] === undefined) !== (price.bands === undefined)) return
    context.addIssue({ code: 'custom', path: [field], message: `give either \`${field}\` or \`bands\`` })
  }
}

const fewBands = { least: 2, most: 12 }

const perUnitPrice = z
  .strictObject({
    model: z.literal('per_unit'),
    ...metered,
    unitPrice: decimal.optional(),
    bands: z
      .array(z.strictObject({ ...bandFields, unitPrice: decimal }))
      .min(fewBands.least)
      .max(fewBands.most)
      .superRefine(checkBands)
      .optional(),
  })
  .superRefine(eitherOr('unitPrice'))
  .superRefine(checkMetered)

const bandedTiers = z
  .array(z.strictObject({ ...bandFields, tiers }))
  .min(fewBands.least)
  .max(fewBands.most)
  .superRefine(checkBands)
  .optional()

const graduatedPrice = z
  .strictObject({ model: z.literal('graduated'), ...metered, tiers: tiers.optional(), bands: bandedTiers })
  .superRefine(eitherOr('tiers'))
  .superRefine(checkMetered)

const volumePrice = z
  .strictObject({ model: z.literal('volume'), ...metered, tiers: tiers.optional(), bands: bandedTiers })
  .superRefine(eitherOr('tiers'))
  .superRefine(checkMetered)

const stairstepPrice = z
  .strictObject({
    model: z.literal('stairstep'),
    ...metered,
    tiers: steps.optional(),
    bands: z
      .array(z.strictObject({ ...bandFields, tiers: steps }))
      .min(fewBands.least)
      .max(fewBands.most)
      .superRefine(checkBands)
      .optional(),
  })
  .superRefine(eitherOr('tiers'))
  .superRefine(checkMetered)

const packagePrice = z
  .strictObject({
    model: z.literal('package'),
    ...metered,
    packageSize: positiveDecimal,
    packagePrice: decimal.optional(),
    bands: z
      .array(z.strictObject({ ...bandFields, packagePrice: decimal }))
      .min(fewBands.least)
      .max(fewBands.most)
      .superRefine(checkBands)
      .optional(),
  })
  .superRefine(eitherOr('packagePrice'))
  .superRefine(checkMetered)

/** A fixed fee for every local day or month in which the subscription is in force, charged afterwards. */
const flatPrice = z.strictObject({
  model: z.literal('flat'),
  name: nameSchema,
  amount: decimal,
  every: z.enum(['day', 'month']),
  timing: z.literal('arrears'),
})

export const priceSchema = z.discriminatedUnion('model', [
  perUnitPrice,
  graduatedPrice,
  volumePrice,
  stairstepPrice,
  packagePrice,
  flatPrice,
])

export type Price = z.infer<typeof priceSchema>
export type FlatPrice = Extract<Price, { model: 'flat' }>
/** A price on a meter, whatever its model. */
export type PriceOnMeter = Exclude<Price, FlatPrice>
export type BandWindow = z.infer<typeof bandWindow>

/** What every band has, whatever the model of its price. */
export interface Band {
  readonly name: string
  readonly when?: readonly BandWindow[] | undefined
  readonly includedQuantity?: string | undefined
}
