import { z } from 'zod'
import {
  attributesSchema,
  changedAttributesSchema,
  changedExternalIdsSchema,
  externalIdsSchema,
  profileFields,
  profileParts,
} from './profile.ts'
import { idSchema, instantSchema, keySchema, nameSchema, pageQuerySchema, pageSchema, zoneSchema } from './shapes.ts'
import { roles, standings } from './vocabulary.ts'

const parentSchema = idSchema('account').meta({ description: 'The account above it in the tree.' })

export const newAccountSchema = z
  .strictObject({
    name: nameSchema.meta({ example: 'Sample Driver' }),
    zone: zoneSchema,
    parent: parentSchema.optional(),
    ...profileFields,
    externalIds: externalIdsSchema.optional(),
    attributes: attributesSchema.optional(),
  })
  .meta({ id: 'NewAccount' })

/** What is absent stays, `null` takes it away. Of `externalIds` and `attributes` that holds for each one in them. */
export const accountChangeSchema = z
  .strictObject({
    name: nameSchema.optional(),
    parent: parentSchema.nullable().optional(),
    language: profileParts.language.nullable().optional(),
    legalName: profileParts.legalName.nullable().optional(),
    address: profileParts.address.nullable().optional(),
    tax: profileParts.tax.nullable().optional(),
    contacts: profileParts.contacts.optional(),
    externalIds: changedExternalIdsSchema.optional(),
    attributes: changedAttributesSchema.optional(),
  })
  .meta({ id: 'AccountChange' })

export const accountSchema = z
  .strictObject({
    id: idSchema('account'),
    name: z.string(),
    zone: z.string(),
    standing: z.enum(standings).meta({ description: 'Whether the account may still use what it bought.' }),
    standingSince: instantSchema.optional(),
    standingReason: z.string().optional(),
    parent: parentSchema.optional(),
    ...profileFields,
    externalIds: externalIdsSchema.optional(),
    attributes: attributesSchema.optional(),
    createdAt: instantSchema,
    erasedAt: instantSchema.optional().meta({ description: 'What named or described it was taken away.' }),
  })
  .meta({ id: 'Account', description: 'A party that owes or is owed.' })

export const newStandingSchema = z
  .strictObject({
    standing: z.enum(standings),
    reason: z.string().trim().min(1).max(500).meta({ example: 'Two invoices overdue' }),
  })
  .meta({ id: 'NewStanding' })

export const accountsSchema = pageSchema(accountSchema, 'Accounts')

const named = (what: string) =>
  z.string().regex(/^[a-z][a-z0-9.-]{0,63}:[^\p{Control}\p{Surrogate}]{1,200}$/u, `must be ${what} with a colon between`)

export const accountsQuerySchema = pageQuerySchema(idSchema('account')).extend({
  externalId: named('a system and an id').optional().meta({ description: 'What a system calls it.', example: 'crm:C-4711' }),
  attribute: named('an attribute and its value').optional().meta({ example: 'plan:student' }),
  segment: keySchema.optional().meta({ description: 'Who is in it now, by the catalogue in effect.', example: 'students' }),
  standing: z.enum(standings).optional(),
  parent: idSchema('account').optional(),
})

const childSchema = z
  .strictObject({ id: idSchema('account'), standing: z.enum(standings) })
  .meta({ id: 'ChildAccount', description: 'All that the account above may see of it.' })

export const childrenSchema = pageSchema(childSchema, 'ChildAccounts')

export const newApiKeySchema = z.strictObject({ role: z.enum(roles), label: nameSchema }).meta({ id: 'NewApiKey' })

export const issuedApiKeySchema = z
  .strictObject({
    id: idSchema('apiKey'),
    account: idSchema('account'),
    role: z.enum(roles),
    label: z.string(),
    token: z.string().meta({ description: 'Shown once. Send it as `Authorization: Bearer …`.' }),
  })
  .meta({ id: 'IssuedApiKey' })

const ruleOutcomeSchema = z
  .strictObject({
    looksAt: z.string().meta({ example: 'attribute `plan`' }),
    wanted: z.string().meta({ example: 'student' }),
    is: z.string().optional().meta({ description: 'Absent where nothing is known.', example: 'pupil' }),
    holds: z.boolean(),
  })
  .meta({ id: 'SegmentRuleOutcome' })

export const membershipsSchema = z
  .strictObject({
    catalogueVersion: z.number().int().optional().meta({ description: 'Absent where no catalogue is in effect.' }),
    items: z.array(
      z
        .strictObject({
          segment: z.string(),
          name: z.string().optional(),
          isMember: z.boolean(),
          rules: z.array(ruleOutcomeSchema),
        })
        .meta({ id: 'SegmentMembership', description: 'Whether an account is in a segment now: it is where every rule holds.' }),
    ),
  })
  .meta({ id: 'SegmentMemberships' })

export const activitiesSchema = z
  .strictObject({
    items: z.array(
      z
        .strictObject({
          counter: z.string().meta({ example: 'trunk.access opened' }),
          month: z.string().meta({ description: 'In the month that runs, in the zone of the account.', example: '3' }),
          twelveMonths: z.string().meta({ description: 'In it and the eleven before.', example: '21' }),
          ever: z.string().meta({ example: '40' }),
          records: z.number().int().meta({ description: 'How many records or charges that is the sum of.' }),
        })
        .meta({ id: 'AccountActivity' }),
    ),
  })
  .meta({ id: 'AccountActivities', description: 'What an account did, as rules of segments count it.' })
