import { z } from 'zod'
import { idSchema, instantSchema, nameSchema, pageSchema, zoneSchema } from './shapes.ts'
import { roles } from './vocabulary.ts'

export const newAccountSchema = z
  .strictObject({ name: nameSchema.meta({ example: 'Sample Driver' }), zone: zoneSchema })
  .meta({ id: 'NewAccount' })

export const accountSchema = z
  .strictObject({ id: idSchema('account'), name: z.string(), zone: z.string(), createdAt: instantSchema })
  .meta({ id: 'Account', description: 'A party that owes or is owed.' })

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
