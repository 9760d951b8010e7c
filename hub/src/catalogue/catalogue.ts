import { keySchema, nameSchema } from '@octroi/shared/api/shapes'
import { entitlementReaches } from '@octroi/shared/api/vocabulary'
import { isCurrency } from '@octroi/shared/money/currency'
import { parseQuantity } from '@octroi/shared/money/quantity'
import { parseUnitPrice } from '@octroi/shared/money/unit-price'
import { ceilingsAtMost } from '@octroi/shared/wire/messages/lease'
import { z } from 'zod'

/**
 * The catalogue as an operator writes it: services, the meters that count them, and the offers that price them.
 * Decimals are text, so that nothing is rounded before rating. A published version never changes.
 */
const key = keySchema
const name = nameSchema

const positiveDecimal = z
  .string()
  .refine((text) => (parseUnitPrice(text)?.n ?? -1n) > 0n, 'a decimal above zero with at most 12 fraction digits, in quotes')
const price = z
  .string()
  .refine(
    (text) => (parseUnitPrice(text)?.n ?? -1n) >= 0n,
    'a decimal of at least zero with at most 12 fraction digits, in quotes',
  )

const service = z.strictObject({ name, actions: z.array(key).max(20).default([]) })

/** What is counted for a service, and from which records: one per `opened` or `performed`, or the sum of a kind of `reading`. */
const meter = z.discriminatedUnion('record', [
  z.strictObject({ service: key, record: z.literal('opened'), aggregation: z.literal('count'), unit: name }),
  z.strictObject({ service: key, record: z.literal('performed'), aggregation: z.literal('count'), unit: name }),
  z.strictObject({ service: key, record: z.literal('reading'), reading: key, aggregation: z.literal('sum'), unit: name }),
])

const weekday = z.enum(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'])
const wallTime = z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$|^24:00$/, 'a time of day, 00:00 to 24:00')
const bandWindow = z
  .strictObject({ days: z.array(weekday).min(1).max(7).optional(), from: wallTime, until: wallTime })
  .refine(({ from, until }) => from < until, { path: ['until'], message: 'must be after `from`; split a night at 24:00' })

/** A time of use. The first band that has a window at the local wall time applies; the last band has none: the rest. */
const band = z.strictObject({ name: key, unitPrice: price, when: z.array(bandWindow).min(1).max(24).optional() })
const bands = z
  .array(band)
  .min(2)
  .max(12)
  .superRefine((list, context) => {
    for (const [index, { when }] of list.entries()) {
      const isLast = index === list.length - 1
      if (isLast === (when === undefined)) continue
      const message = isLast ? 'the last band is the rest and has no `when`' : 'only the last band may go without `when`'
      context.addIssue({ code: 'custom', path: [index, 'when'], message })
    }
    const names = list.map((entry) => entry.name)
    for (const [index, entry] of names.entries()) {
      if (names.indexOf(entry) !== index) context.addIssue({ code: 'custom', path: [index, 'name'], message: 'named twice' })
    }
  })

/** Prices are often per a larger unit than the meter counts: `{name: kWh, size: "1000"}` of a meter in Wh. */
const priceUnit = z.strictObject({ name, size: positiveDecimal })

const perUnitPrice = z
  .strictObject({
    model: z.literal('per_unit'),
    name,
    meter: key,
    unit: priceUnit.optional(),
    unitPrice: price.optional(),
    bands: bands.optional(),
  })
  .refine(({ unitPrice, bands }) => (unitPrice === undefined) !== (bands === undefined), {
    path: ['unitPrice'],
    message: 'give either `unitPrice` or `bands`',
  })

/** A fixed fee for every local day or month in which the subscription is in force, charged afterwards. */
const flatPrice = z.strictObject({
  model: z.literal('flat'),
  name,
  amount: price,
  every: z.enum(['day', 'month']),
  timing: z.literal('arrears'),
})

const quantity = z
  .string()
  .refine((text) => (parseQuantity(text) ?? 0n) > 0n, 'a quantity above zero with at most 9 fraction digits, in quotes')

/** How much is included in every calendar month. What a device counts beyond it leaves essential actions only. */
const quota = z.strictObject({ meter: key, quantity, every: z.literal('month') })

/** Without it a device asks for every action; with it, it acts for its own account, for so long and at such an end. */
const lease = z.strictObject({
  validSeconds: z
    .number()
    .int()
    .min(1)
    .max(90 * 86_400)
    .default(7 * 86_400),
  afterExpiry: z.enum(['keep', 'degrade', 'refuse']).default('refuse'),
  essential: z.array(key).max(20).default([]),
})

const entitlement = z
  .strictObject({
    service: key,
    actions: z.array(key).min(1).max(20),
    reach: z.enum(entitlementReaches),
    lease: lease.optional(),
    quotas: z.array(quota).max(ceilingsAtMost).default([]),
  })
  .superRefine(({ actions, reach, lease: leased, quotas }, context) => {
    const issue = (path: (string | number)[], message: string): void => context.addIssue({ code: 'custom', path, message })
    if (leased !== undefined && reach !== 'own') issue(['lease'], 'a device acts for nobody but its own account')
    if (leased === undefined && quotas.length > 0) issue(['quotas'], 'a quota is kept by the lease: give `lease` too')
    for (const [index, action] of (leased?.essential ?? []).entries()) {
      if (!actions.includes(action)) issue(['lease', 'essential', index], `\`${action}\` is none of the actions`)
    }
    for (const [index, { meter: named }] of quotas.entries()) {
      if (quotas.findIndex((other) => other.meter === named) !== index) issue(['quotas', index, 'meter'], 'named twice')
    }
  })

const offer = z.strictObject({
  name,
  currency: z.string().refine(isCurrency, 'an ISO 4217 code with at most 3 minor digits'),
  prices: z.record(key, z.discriminatedUnion('model', [perUnitPrice, flatPrice])).default({}),
  entitlements: z.array(entitlement).max(50).default([]),
})

export const catalogueSchema = z.strictObject({
  services: z.record(key, service),
  meters: z.record(key, meter).default({}),
  offers: z.record(key, offer),
})

export type Catalogue = z.infer<typeof catalogueSchema>

export type Offer = Catalogue['offers'][string]
export type Meter = Catalogue['meters'][string]
export type Price = Offer['prices'][string]
export type PerUnitPrice = Extract<Price, { model: 'per_unit' }>
export type FlatPrice = Extract<Price, { model: 'flat' }>
export type Band = NonNullable<PerUnitPrice['bands']>[number]
export type BandWindow = z.infer<typeof bandWindow>
