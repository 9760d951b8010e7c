import { keySchema, nameSchema } from '@octroi/shared/api/shapes'
import { entitlementReaches } from '@octroi/shared/api/vocabulary'
import { isCurrency } from '@octroi/shared/money/currency'
import { ceilingsAtMost } from '@octroi/shared/wire/messages/lease'
import { z } from 'zod'
import { billingSchema, minimumTermSchema } from './billing.ts'
import { couponsSchema } from './coupon.ts'
import { positiveQuantity } from './decimals.ts'
import { entitledValueSchema, limitClashes, limitSchema } from './limit.ts'
import { loyaltySchema } from './loyalty.ts'
import { meterSchema } from './meter.ts'
import { orderTermsSchema } from './order-terms.ts'
import { priceSchema } from './price.ts'
import { discountSchema, isOwnLine, spendSchema } from './promotion.ts'
import { saleSchema } from './sale.ts'
import { segmentsSchema } from './segment.ts'
import { prepaidSchema, walletSchema } from './wallet-terms.ts'

/**
 * The catalogue as an operator writes it: services, the meters that count them, and the offers that price them.
 * Decimals are text, so that nothing is rounded before rating. A published version never changes.
 */
const key = keySchema
const name = nameSchema

const service = z.strictObject({ name, actions: z.array(key).max(20).default([]) })

/** How much is included in every calendar month. What a device counts beyond it leaves essential actions only. */
const quota = z.strictObject({ meter: key, quantity: positiveQuantity, every: z.literal('month') })

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
    actions: z.array(key).max(20).default([]),
    reach: z.enum(entitlementReaches),
    lease: lease.optional(),
    quotas: z.array(quota).max(ceilingsAtMost).default([]),
    limit: limitSchema.optional(),
    value: entitledValueSchema.optional(),
  })
  .superRefine(({ actions, reach, lease: leased, quotas, limit, value }, context) => {
    const issue = (path: (string | number)[], message: string): void => context.addIssue({ code: 'custom', path, message })
    if (actions.length === 0 && limit === undefined && value === undefined) {
      issue(['actions'], 'name what may be done; only a `limit` or a `value` stands for itself')
    }
    for (const { path, message } of limitClashes({ limit, lease: leased, quotas })) issue([...path], message)
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
  sale: saleSchema.optional(),
  currency: z.string().refine(isCurrency, 'an ISO 4217 code with at most 3 minor digits'),
  prices: z
    .record(
      key.refine((name) => !isOwnLine(name), 'is the name of a line that a bill makes of its own'),
      priceSchema,
    )
    .default({}),
  entitlements: z.array(entitlement).max(50).default([]),
  /** A bundle: the prices and entitlements of these offers, beside its own. */
  includes: z.array(key).min(1).max(20).optional(),
  /** An add-on: only for who has one of these offers already. */
  requires: z.array(key).min(1).max(50).optional(),
  /** Only for who is in one of these segments when it is ordered. */
  for: z.array(key).min(1).max(50).optional(),
  discounts: z.record(key, discountSchema).optional(),
  spend: spendSchema.optional(),
  billing: billingSchema.optional(),
  minimumTerm: minimumTermSchema.optional(),
  order: orderTermsSchema.optional(),
  /** Paid from a wallet as it is used. */
  prepaid: prepaidSchema.optional(),
})

/** Dates that bands know by the name of their list. */
const holidays = z.array(z.iso.date()).min(1).max(2000)

export const catalogueSchema = z.strictObject({
  services: z.record(key, service),
  meters: z.record(key, meterSchema).default({}),
  holidays: z.record(key, holidays).optional(),
  offers: z.record(key, offer),
  coupons: couponsSchema.optional(),
  loyalty: loyaltySchema.optional(),
  segments: segmentsSchema.optional(),
  wallets: z.record(key, walletSchema).optional(),
})

export type Catalogue = z.infer<typeof catalogueSchema>

/** What there is before the first version. */
export const noCatalogue: Catalogue = { services: {}, meters: {}, offers: {} }

export type Offer = Catalogue['offers'][string]
