import { z } from 'zod'
import { fromBase64url } from '../crypto/bytes.ts'
import { idSchema, instantSchema, pageQuerySchema, pageSchema, textSchema } from './shapes.ts'
import { quarantineStates } from './vocabulary.ts'

const hashLength = 32

/** Text of a verdict and a hash, with a dot between. */
function isKey(text: string): boolean {
  const [verdict = '', hash = '', ...more] = text.split('.')
  return more.length === 0 && /^[a-z_]{1,32}$/.test(verdict) && fromBase64url(hash)?.length === hashLength
}

export const quarantineKeySchema = z
  .string()
  .max(80)
  .refine(isKey, 'must be the `entry` of something set apart')
  .meta({ example: `clock_suspect.${'A'.repeat(43)}` })

export const quarantinedSchema = z
  .strictObject({
    entry: z.string().meta({ description: 'Names it among what was set apart of its device.' }),
    verdict: z.string(),
    detail: z.string(),
    first: z.number().int().optional(),
    last: z.number().int().optional(),
    receivedAt: instantSchema,
    state: z.enum(quarantineStates),
    decision: z
      .strictObject({ by: idSchema('account'), at: instantSchema, reason: z.string() })
      .optional()
      .meta({ description: 'Absent while it waits.' }),
  })
  .meta({ id: 'Quarantined', description: 'Something a device sent that was not taken in, kept as it came.' })

export const quarantineSchema = pageSchema(quarantinedSchema, 'Quarantine')

const cursor = z
  .string()
  .max(100)
  .refine((text) => {
    const [receivedAtMs = '', hash = '', verdict = ''] = text.split('.')
    return /^\d{1,15}$/.test(receivedAtMs) && isKey(`${verdict}.${hash}`) && text.split('.').length === 3
  }, 'must be the `next` of the page before')

export const quarantineQuerySchema = pageQuerySchema(cursor).extend({ state: z.enum(quarantineStates).optional() })

const reasonSchema = textSchema(1000).meta({ example: 'Sample reason: the hub\u2019s clock was wrong that day.' })

export const quarantineDecisionSchema = z.strictObject({ reason: reasonSchema }).meta({ id: 'QuarantineDecision' })

export const gapClosingSchema = z
  .strictObject({
    through: z
      .number()
      .int()
      .min(1)
      .max(Number.MAX_SAFE_INTEGER)
      .meta({ description: 'The last record of the last gap to close.', example: 42 }),
    reason: reasonSchema,
  })
  .meta({ id: 'GapClosing' })
