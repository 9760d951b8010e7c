import { keySchema, nameSchema } from '@octroi/shared/api/shapes'
import { entitlementReaches } from '@octroi/shared/api/vocabulary'
import { isCurrency } from '@octroi/shared/money/currency'
import { parseQuantity } from '@octroi/shared/money/quantity'
import { ceilingsAtMost } from '@octroi/shared/wire/messages/lease'
import { z } from 'zod'
import { priceSchema } from './price.ts'

/**
 * The catalogue as an operator writes it: services, the meters that count them, and the offers that price them.
 * Decimals are text, so that nothing is rounded before rating. A published version never changes.
 */
const key = keySchema
const name = nameSchema

const service = z.strictObject({ name, actions: z.array(key).max(20).default([]) })

/** What is counted for a service, and from which records: one per `opened` or `performed`, or the sum of a kind of `reading`. */
const meter = z.discriminatedUnion('record', [
  z.strictObject({ service: key, record: z.literal('opened'), aggregation: z.literal('count'), unit: name }),
  z.strictObject({ service: key, record: z.literal('performed'), aggregation: z.literal('count'), unit: name }),
  z.strictObject({ service: key, record: z.literal('reading'), reading: key, aggregation: z.literal('sum'), unit: name }),
])

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
  prices: z.record(key, priceSchema).default({}),
  entitlements: z.array(entitlement).max(50).default([]),
})

export const catalogueSchema = z.strictObject({
  services: z.record(key, service),
  meters: z.record(key, meter).default({}),
  offers: z.record(key, offer),
})

export type Catalogue = z.infer<typeof catalogueSchema>

/** What there is before the first version. */
export const noCatalogue: Catalogue = { services: {}, meters: {}, offers: {} }

export type Offer = Catalogue['offers'][string]
export type Meter = Catalogue['meters'][string]
