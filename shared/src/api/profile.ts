import { z } from 'zod'
import { isCountry } from './country.ts'
import { keySchema, nameSchema, textSchema } from './shapes.ts'
import { isVatNumber, plainVatNumber } from './vat-number.ts'
import { contactRoles, taxKinds } from './vocabulary.ts'

/** Who an account is, beside its name: what contracts, invoices and letters need, and what rules look at. */
export const countrySchema = z
  .string()
  .refine(isCountry, 'must be a country by ISO 3166-1, for example FR')
  .meta({ example: 'FR' })

export const languageSchema = z
  .string()
  .max(35)
  .refine(isLanguage, 'must be a language by BCP 47, for example fr or fr-CA')
  .meta({ example: 'fr' })

const contactSchema = z
  .strictObject({
    role: z.enum(contactRoles),
    name: nameSchema,
    email: z.email('must be an email address').max(254).optional(),
    phone: z
      .string()
      .regex(/^\+[1-9](?:[ .-]?\d){5,14}$/, 'must be a number with the country before it, for example +33 1 23 45 67 89')
      .optional(),
  })
  .meta({ id: 'Contact' })

const addressSchema = z
  .strictObject({
    lines: z.array(textSchema(200)).min(1).max(4),
    postalCode: textSchema(20).optional(),
    city: textSchema(100).optional(),
    region: textSchema(100).optional(),
    country: countrySchema,
  })
  .meta({ id: 'Address' })

const taxSchema = z
  .strictObject({
    kind: z.enum(taxKinds),
    country: countrySchema,
    vatNumber: z.string().max(40).overwrite(plainVatNumber).optional(),
  })
  .superRefine(({ kind, country, vatNumber }, context) => {
    const issue = (message: string): void => context.addIssue({ code: 'custom', path: ['vatNumber'], message })
    if (vatNumber === undefined) return
    if (kind === 'consumer') issue('a consumer has none')
    if (!isVatNumber(country, vatNumber)) issue(`has not the form of a number of ${country}`)
  })
  .meta({ id: 'TaxIdentity' })

const contactsAtMost = 20
export const externalIdsAtMost = 20
export const attributesAtMost = 50

export const externalIdSchema = textSchema(200)
export const attributeSchema = textSchema(200)

/** What may be written of an account, each part by itself. */
export const profileParts = {
  language: languageSchema,
  legalName: nameSchema,
  address: addressSchema,
  tax: taxSchema,
  contacts: z.array(contactSchema).max(contactsAtMost),
}

export const profileFields = {
  language: profileParts.language.optional(),
  legalName: profileParts.legalName.optional(),
  address: profileParts.address.optional(),
  tax: profileParts.tax.optional(),
  contacts: profileParts.contacts.optional(),
}

const few = (most: number): [(given: Readonly<Record<string, unknown>>) => boolean, string] => [
  (given) => Object.keys(given).length <= most,
  `must be at most ${most}`,
]

export const externalIdsSchema = z
  .record(keySchema, externalIdSchema)
  .refine(...few(externalIdsAtMost))
  .meta({ description: 'What other systems call the account, by system; no two accounts share one.', example: { crm: 'C-4711' } })

export const attributesSchema = z
  .record(keySchema, attributeSchema)
  .refine(...few(attributesAtMost))
  .meta({ description: 'What else is known of it, for segments to look at.', example: { plan: 'student' } })

/** The same where `null` takes one away and what is not named stays. */
export const changedExternalIdsSchema = z.record(keySchema, externalIdSchema.nullable()).refine(...few(2 * externalIdsAtMost))
export const changedAttributesSchema = z.record(keySchema, attributeSchema.nullable()).refine(...few(2 * attributesAtMost))

function isLanguage(text: string): boolean {
  try {
    return Intl.getCanonicalLocales(text).length === 1
  } catch {
    return false
  }
}
