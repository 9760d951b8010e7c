import { z } from 'zod'
import { idSchema } from './shapes.ts'

export const tenantSchema = z
  .strictObject({
    id: idSchema('tenant'),
    name: z.string(),
    livemode: z.boolean().meta({ description: '`false` of a test twin: nothing in it is real.' }),
    zone: z.string(),
    operator: idSchema('account'),
    rootKey: z.string().meta({ description: 'The Ed25519 public key, base64url, that everything signed here leads back to.' }),
    keyset: z.string().meta({ description: 'The signed list of the hub’s keys, base64url.' }),
    policy: z.strictObject({
      windowSecondsAtMost: z.number().int(),
      aheadSecondsAtMost: z.number().int(),
      holderKeyRequired: z.boolean(),
      maxOpenSeconds: z.number().int(),
    }),
  })
  .meta({ id: 'Tenant' })
