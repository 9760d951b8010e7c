import { z } from 'zod'
import { timeStateNames } from '../wire/messages/record.ts'
import { idSchema, instantSchema, pageQuerySchema, pageSchema } from './shapes.ts'
import { openingStates, openingWays } from './vocabulary.ts'

/** Openings have no id of their own: instant, device, record. */
const openingCursor = z.string().regex(/^\d{1,15} dev_[0-9a-z]{26} \d{1,15}$/, 'must be the `next` of the page before')

export const openingsQuerySchema = pageQuerySchema(openingCursor)

const openingSchema = z
  .strictObject({
    device: idSchema('device'),
    label: z.string().meta({ description: 'What the device is called.' }),
    seq: z.number().int().meta({ description: 'The record that tells of it, in the journal of the device.' }),
    service: z.string(),
    way: z.enum(openingWays),
    openedAt: instantSchema.meta({
      description: 'By the device’s clock; where that was not set (`timeState` is `unknown`) when the hub was told.',
    }),
    timeState: z.enum(timeStateNames),
    safetyAction: z.string().optional(),
    authorization: idSchema('authorization').optional(),
    action: z.string().optional(),
    holder: z.string().optional().meta({
      description:
        'The id of the key that the permit was bound to, base64url: who stood at the device, or who sent somebody where it is `handedOn`.',
    }),
    handedOn: z
      .literal(true)
      .optional()
      .meta({ description: 'The holder had handed the permit on to whoever stood at the device.' }),
    onBehalfOf: z
      .strictObject({ account: idSchema('account'), name: z.string() })
      .optional()
      .meta({ description: 'The account that asked for it. Absent where nobody asked the hub: a key, or a hand.' }),
    state: z.enum(openingStates),
    closedAt: instantSchema.optional(),
    securedAt: instantSchema.optional(),
    leftOpenSeconds: z.number().int().optional().meta({ description: 'It stood open for longer than was allowed.' }),
  })
  .meta({ id: 'Opening', description: 'One opening of a device, as its signed records tell.' })

export const openingsSchema = pageSchema(openingSchema, 'Openings')
