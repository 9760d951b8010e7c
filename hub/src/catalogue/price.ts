import { keySchema, nameSchema } from '@octroi/shared/api/shapes'
import { z } from 'zod'
import { type Band, bandFields, type Context, checkBands, fewBands } from './band.ts'
import { decimal, isBelow, positiveDecimal, positiveQuantity } from './decimals.ts'
import { type FlatPrice, flatPrice } from './flat-price.ts'
import { steps, tiers } from './tiers.ts'

/** What an offer charges: a flat fee, or a price on a meter by one of six models. */

/** Prices are often per a larger unit than the meter counts: `{name: kWh, size: "1000"}` of a meter in Wh. */
const priceUnit = z.strictObject({
  name: nameSchema,
  size: positiveDecimal,
  /** To whole units, once, on the total of a band and period. */
  rounding: z.enum(['up', 'down', 'nearest']).optional(),
})

/** The first events of a period cost nothing, in the order in which they happened. */
const freeEvents = z.strictObject({
  events: z.number().int().min(1).max(1000),
  /** As far as they come to this together, in the unit of the meter; the event that passes it is paid in part. */
  quantity: positiveQuantity.optional(),
})

/** What any price on a meter may have. */
const metered = {
  name: nameSchema,
  meter: keySchema,
  /** What the price comes to at least and at most in a billing period, all bands together. */
  minimum: decimal.optional(),
  maximum: decimal.optional(),
  free: freeEvents.optional(),
}

const byUnits = {
  ...metered,
  unit: priceUnit.optional(),
  /** Of every billing period, in the unit of the price, shared by all bands. */
  includedQuantity: positiveDecimal.optional(),
  /** What of it a period includes in which the subscription begins or ends: all where it is absent, or its part. */
  includedProration: z.enum(['none', 'day', 'second']).optional(),
  /** To which every session, or every window of a `max`, is rounded up, in the unit of the meter. */
  step: positiveQuantity.optional(),
  /** What a session comes to at least, in the unit of the meter; steps count on from it. */
  minimumStep: positiveQuantity.optional(),
}

interface AnyMetered {
  readonly includedQuantity?: string | undefined
  readonly includedProration?: string | undefined
  readonly step?: string | undefined
  readonly minimumStep?: string | undefined
  readonly minimum?: string | undefined
  readonly maximum?: string | undefined
  readonly bands?: readonly Band[] | undefined
}

function checkMetered(price: AnyMetered, context: Context): void {
  const { includedQuantity, includedProration, minimum, maximum, step, minimumStep, bands = [] } = price
  const issue = (path: (string | number)[], message: string): void => context.addIssue({ code: 'custom', path, message })
  if (isBelow(maximum, minimum)) issue(['maximum'], 'must not be below `minimum`')
  const includes = includedQuantity !== undefined || bands.some((band) => band.includedQuantity !== undefined)
  if (includedProration !== undefined && !includes) issue(['includedProration'], 'nothing is included that could be divided')
  for (const [index, band] of bands.entries()) {
    if (includedQuantity !== undefined && band.includedQuantity !== undefined) {
      issue(['bands', index, 'includedQuantity'], 'the price has an `includedQuantity` for all bands already')
    }
    if (step !== undefined && band.step !== undefined) issue(['bands', index, 'step'], 'the price has a `step` already')
  }
  if (minimumStep !== undefined && step === undefined && bands.some((band) => band.step === undefined)) {
    issue(['minimumStep'], 'needs a `step` of the price or of every band')
  }
}

/** Priced once for all use, or band by band. */
function eitherOr(field: string) {
  return (price: Readonly<Record<string, unknown>>, context: Context): void => {
    if ((price[field] === undefined) !== (price.bands === undefined)) return
    context.addIssue({ code: 'custom', path: [field], message: `give either \`${field}\` or \`bands\`` })
  }
}

/** Bands that each hold the same words of their model. */
function bandsOf<F extends z.ZodRawShape>(fields: F) {
  return z
    .array(z.strictObject({ ...bandFields, ...fields }))
    .min(fewBands.least)
    .max(fewBands.most)
    .superRefine((list, context) => checkBands(list as unknown as readonly Band[], context))
    .optional()
}

const perUnitPrice = z
  .strictObject({
    model: z.literal('per_unit'),
    ...byUnits,
    unitPrice: decimal.optional(),
    bands: bandsOf({ unitPrice: decimal }),
    /** What each device comes to at most on a local day, all bands together. */
    maximumPerDay: decimal.optional(),
    /** What is used is owed to the customer: its lines have quantities below nothing. */
    credit: z.literal(true).optional(),
  })
  .superRefine(eitherOr('unitPrice'))
  .superRefine(checkMetered)
  .superRefine((price, context) => {
    const issue = (path: string, message: string): void => context.addIssue({ code: 'custom', path: [path], message })
    const includes =
      price.includedQuantity !== undefined || price.bands?.some((band) => band.includedQuantity !== undefined) === true
    const isLimited = [price.minimum, price.maximum, price.maximumPerDay].some((limit) => limit !== undefined)
    if (price.maximumPerDay !== undefined && (includes || price.free !== undefined || price.unit?.rounding !== undefined)) {
      issue('maximumPerDay', 'a price that is limited by the day includes nothing, frees no events and rounds no units')
    }
    if (price.credit !== undefined && (includes || price.free !== undefined || isLimited)) {
      issue('credit', 'what is owed to the customer is not limited, and nothing of it is included or free')
    }
  })

const graduatedPrice = z
  .strictObject({ model: z.literal('graduated'), ...byUnits, tiers: tiers.optional(), bands: bandsOf({ tiers }) })
  .superRefine(eitherOr('tiers'))
  .superRefine(checkMetered)

const volumePrice = z
  .strictObject({ model: z.literal('volume'), ...byUnits, tiers: tiers.optional(), bands: bandsOf({ tiers }) })
  .superRefine(eitherOr('tiers'))
  .superRefine(checkMetered)

const stairstepPrice = z
  .strictObject({
    model: z.literal('stairstep'),
    ...byUnits,
    tiers: steps.optional(),
    bands: bandsOf({ tiers: steps }),
  })
  .superRefine(eitherOr('tiers'))
  .superRefine(checkMetered)

const packagePrice = z
  .strictObject({
    model: z.literal('package'),
    ...byUnits,
    packageSize: positiveDecimal,
    packagePrice: decimal.optional(),
    bands: bandsOf({ packagePrice: decimal }),
  })
  .superRefine(eitherOr('packagePrice'))
  .superRefine(checkMetered)

/** Of the value of each transaction. What an event asks beside its percentage, at least and at most. */
const perEvent = z
  .strictObject({ fixed: decimal.optional(), minimum: decimal.optional(), maximum: decimal.optional() })
  .superRefine(({ fixed, minimum, maximum }, context) => {
    if (isBelow(maximum, minimum)) {
      context.addIssue({ code: 'custom', path: ['maximum'], message: 'must not be below `minimum`' })
    }
    if (fixed === undefined && minimum === undefined && maximum === undefined) {
      context.addIssue({ code: 'custom', path: [], message: 'give `fixed`, `minimum` or `maximum`' })
    }
  })

const percentagePrice = z
  .strictObject({
    model: z.literal('percentage'),
    ...metered,
    percent: decimal.optional(),
    bands: bandsOf({ percent: decimal }),
    perEvent: perEvent.optional(),
  })
  .superRefine(eitherOr('percent'))
  .superRefine(checkMetered)
  .superRefine(({ bands = [] }, context) => {
    for (const [index, band] of (bands as readonly Band[]).entries()) {
      for (const field of ['includedQuantity', 'step'] as const) {
        if (band[field] === undefined) continue
        context.addIssue({ code: 'custom', path: ['bands', index, field], message: 'a percentage has none' })
      }
    }
  })

export const priceSchema = z.discriminatedUnion('model', [
  perUnitPrice,
  graduatedPrice,
  volumePrice,
  stairstepPrice,
  packagePrice,
  percentagePrice,
  flatPrice,
])

export type Price = z.infer<typeof priceSchema>
/** A price on a meter, whatever its model. */
export type PriceOnMeter = Exclude<Price, FlatPrice>
