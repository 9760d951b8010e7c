import { keySchema } from '@octroi/shared/api/shapes'
import { z } from 'zod'

/** Attributes of what happened, each with the values that are meant. All of them must fit. */
export const whereSchema = z
  .record(keySchema, z.array(z.string().min(1).max(64)).min(1).max(100))
  .refine((where) => Object.keys(where).length > 0 && Object.keys(where).length <= 8, 'name 1 to 8 attributes')
  .meta({ description: 'Attributes of what happened, each with the values that are meant; all of them must fit.' })

export type Where = z.infer<typeof whereSchema>
