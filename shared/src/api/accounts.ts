import { z } from 'zod'
import { idSchema, instantSchema, nameSchema, pageSchema, zoneSchema } from './shapes.ts'
import { roles, standings } from './vocabulary.ts'

export const newAccountSchema = z
  .strictObject({ name: nameSchema.meta({ example: 'Sample Driver' }), zone: zoneSchema })
  .meta({ id: 'NewAccount' })

export const accountSchema = z
  .strictObject({
    id: idSchema('account'),
    name: z.string(),
    zone: z.string(),
    standing: z.enum(standings).meta({ description: 'Whether the account may still use what it bought.' }),
    standingSince: instantSchema.optional(),
    standingReason: z.string().optional(),
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
