import { z } from 'zod'
import { idSchema, instantSchema } from './shapes.ts'
import { standings } from './vocabulary.ts'

const leasedServiceSchema = z.strictObject({
  service: z.string(),
  standing: z.enum(standings),
  actions: z.array(z.string()),
  essential: z
    .array(z.string())
    .meta({ description: 'What a degraded lease, a restricted standing or a reached ceiling still allow.' }),
  afterExpiry: z.enum(['keep', 'degrade', 'refuse']),
  ceilings: z.array(
    z.strictObject({
      counter: z.string().meta({ example: 'performed' }),
      counted: z.string().meta({ description: 'As far as the hub knew when it gave the lease, in the counter’s unit.' }),
      ceiling: z.string(),
    }),
  ),
})

export const leaseSchema = z
  .strictObject({
    device: idSchema('device'),
    leaseSeq: z.number().int(),
    from: instantSchema,
    until: instantSchema,
    renewAt: instantSchema,
    applied: z.boolean().meta({ description: 'Whether a signed record of the device says that it acts by this lease.' }),
    services: z.array(leasedServiceSchema),
  })
  .meta({ id: 'Lease', description: 'What a device may do for its own account without asking.' })
