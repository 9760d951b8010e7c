import { z } from 'zod'
import { idSchema, instantSchema, pageSchema } from './shapes.ts'
import { roles } from './vocabulary.ts'

const auditEntrySchema = z
  .strictObject({
    id: idSchema('auditEntry'),
    at: instantSchema,
    account: idSchema('account'),
    key: idSchema('apiKey').optional().meta({ description: 'The API key, where one asked.' }),
    operator: idSchema('operator').optional().meta({ description: 'The person, where one acted in the console.' }),
    role: z.enum([...roles, 'viewer']),
    action: z.string().meta({ example: 'POST /v1/accounts/{account}/api-keys' }),
    target: z.string().meta({ example: '/v1/accounts/acct_01k9zz3v6efqvrs3m1rc2v7h5e/api-keys' }),
    made: z
      .string()
      .optional()
      .meta({ description: 'The id of what it made; of a version of the catalogue its number and whom it touches.' }),
    result: z.string().meta({ description: '`done`, or the code of the problem.', example: 'done' }),
  })
  .meta({ id: 'AuditEntry' })

export const auditLogSchema = pageSchema(auditEntrySchema, 'AuditLog')
