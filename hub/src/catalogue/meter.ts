import { keySchema, nameSchema } from '@octroi/shared/api/shapes'
import { z } from 'zod'
import { whereSchema } from './where.ts'

/** What is counted for a service, and from which records. */
const fields = {
  service: keySchema,
  unit: nameSchema,
  /** Counts only what happened so. */
  where: whereSchema.optional(),
  /** Whose different values `unique` counts. */
  of: keySchema.optional(),
  /** In which stretch of local time `max` and `unique` look; the whole billing period where it is absent. */
  window: z.enum(['hour', 'day', 'month']).optional(),
  /** For each device apart, and then summed, or for all devices of the subscription together. */
  scope: z.enum(['device', 'subscription']).optional(),
}
const ofActions = z.enum(['count', 'unique'])
const ofReadings = z.enum(['sum', 'count', 'duration', 'max', 'latest', 'unique'])

export const meterSchema = z
  .discriminatedUnion('record', [
    z.strictObject({ ...fields, record: z.literal('opened'), aggregation: ofActions }),
    z.strictObject({ ...fields, record: z.literal('performed'), aggregation: ofActions }),
    z.strictObject({ ...fields, record: z.literal('reading'), reading: keySchema, aggregation: ofReadings }),
  ])
  .superRefine(({ aggregation, of, window, scope }, context) => {
    const issue = (path: string, message: string): void => context.addIssue({ code: 'custom', path: [path], message })
    const isUnique = aggregation === 'unique'
    if (isUnique && of === undefined) issue('of', '`unique` counts the values of an attribute: name it')
    if (!isUnique && of !== undefined) issue('of', 'only `unique` counts the values of an attribute')
    if (!isUnique && aggregation !== 'max' && window !== undefined) issue('window', 'only `max` and `unique` look in windows')
    if (!isUnique && aggregation !== 'max' && aggregation !== 'latest' && scope !== undefined) {
      issue('scope', 'only `max`, `latest` and `unique` have a scope')
    }
  })

export type Meter = z.infer<typeof meterSchema>
