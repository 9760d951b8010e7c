import { z } from 'zod'
import { parseQuantity } from '../money/quantity.ts'
import { parseInstant } from '../time/instant.ts'
import { idSchema, instantSchema, keySchema, pageQuerySchema, pageSchema, textSchema } from './shapes.ts'
import { rejectedEventStates } from './vocabulary.ts'

/** The media types of CloudEvents 1.0 over HTTP: one event, or several. An event in binary mode is its data in JSON. */
export const cloudEventMediaType = 'application/cloudevents+json'
export const cloudEventBatchMediaType = 'application/cloudevents-batch+json'
export const eventsPerBatchAtMost = 500

/** The one type of event there is. */
export const usageEventType = 'octroi.usage'

/** What anybody tells on one line. */
const wordSchema = (most: number) =>
  z
    .string()
    .min(1)
    .max(most)
    .regex(/^[^\p{Control}\p{Surrogate}]*$/u, 'must not hold control characters or halves of characters')

/** Bounded, because each value may come to stand in a sum of its own. */
export const attributesSchema = z
  .record(keySchema, wordSchema(64))
  .refine((attributes) => Object.keys(attributes).length <= 16, 'at most 16 attributes')

/** Programs write instants with more digits than a millisecond has: these are cut off. */
export function parseEventInstant(text: string): number | undefined {
  return parseInstant(text.replace(/(\.\d{3})\d+/, '$1'))
}

const eventInstantSchema = z
  .string()
  .max(40)
  .refine((text) => parseEventInstant(text) !== undefined, 'must be an RFC 3339 instant, for example 2026-11-23T09:00:00Z')
  .meta({ format: 'date-time', example: '2026-11-23T09:00:00Z' })

const quantityAtMost = 2n ** 63n

function isWithin(text: string): boolean {
  const quantity = parseQuantity(text) ?? 0n
  return -quantityAtMost < quantity && quantity < quantityAtMost
}

const quantitySchema = z
  .string()
  .max(40)
  .refine((text) => parseQuantity(text) !== undefined, 'must be a decimal with at most 9 fraction digits, in quotes')
  .refine(isWithin, 'must lie between -9223372036 and 9223372036')
  .meta({ description: 'A decimal, in the unit of the meter.', example: '1.5' })

/** A CloudEvent 1.0 that tells of usage. Extension attributes are let through and not looked at. */
export const sentEventSchema = z
  .looseObject({
    specversion: z.literal('1.0'),
    source: wordSchema(256).meta({ description: 'Who sends it, as a URI.', example: 'https://api.example/billing' }),
    id: wordSchema(256).meta({
      description: 'Its id there. With the source it names the event for good.',
      example: 'call-4711',
    }),
    type: z.literal(usageEventType),
    subject: z
      .union([idSchema('account'), idSchema('subscription')], 'must be the id of an account or of a subscription')
      .meta({ description: 'Whose usage it is: an account, or one subscription.' }),
    time: eventInstantSchema.optional().meta({ description: 'When it was, where `data` does not say.' }),
    datacontenttype: z
      .string()
      .regex(/^application\/json(?:\s*;.*)?$/i, 'must be application/json')
      .optional(),
    data: z.strictObject({
      service: keySchema.meta({ example: 'sample.api' }),
      meter: keySchema.meta({ description: 'What a meter `from: events` calls its `reading`.', example: 'calls' }),
      start: eventInstantSchema.optional(),
      end: eventInstantSchema.optional().meta({ description: 'The same as `start` where it is absent.' }),
      quantity: quantitySchema.optional(),
      attributes: attributesSchema
        .optional()
        .meta({ description: 'What else is known of it, by which meters and bands choose.' }),
    }),
  })
  .meta({ description: 'A CloudEvent 1.0 that tells of usage. Extension attributes are let through.' })

export type SentEvent = z.input<typeof sentEventSchema>

const senderSchema = z
  .union([idSchema('apiKey'), idSchema('operator')])
  .meta({ description: 'The API key it came with, or the operator who had it taken in.' })
const hashSchema = z.string().meta({ description: 'SHA-256 of the content, in base64url.' })

/** What of an event counts. As text, in this order of fields and without spaces, it is what was hashed. */
const contentSchema = z
  .strictObject({
    specversion: z.literal('1.0'),
    type: z.literal('octroi.usage'),
    source: z.string().meta({ example: 'https://api.example/billing' }),
    id: z.string().meta({ example: 'call-4711' }),
    subject: z.union([idSchema('account'), idSchema('subscription')]),
    data: z.strictObject({
      service: z.string().meta({ example: 'sample.api' }),
      meter: z.string().meta({ example: 'calls' }),
      start: instantSchema,
      end: instantSchema,
      quantity: z.string().optional(),
      attributes: z.record(z.string(), z.string()).optional(),
    }),
  })
  .meta({ id: 'UsageEventContent' })

export const usageEventSchema = z
  .strictObject({
    event: idSchema('usageEvent'),
    account: idSchema('account'),
    content: contentSchema,
    contentHash: hashSchema,
    isSigned: z.literal(false).meta({ description: 'Nobody signed it: what stands for it is who sent it, when, and its hash.' }),
    receivedAt: instantSchema,
    receivedFrom: senderSchema,
    rejected: idSchema('rejectedEvent').optional().meta({ description: 'The event as it had come first, if it was put right.' }),
  })
  .meta({ id: 'UsageEvent', description: 'An event that was taken in and rated.' })

const rejectionSchema = z
  .strictObject({
    code: z.string().meta({ description: 'Stable.', example: 'not_priced' }),
    detail: z.string(),
    faults: z.array(z.strictObject({ path: z.string(), code: z.string(), detail: z.string() })).optional(),
  })
  .meta({ id: 'EventRejection' })

const receiptSchema = z
  .strictObject({
    source: z.string().optional().meta({ description: 'As far as it can be read.' }),
    id: z.string().optional(),
    status: z.enum(['accepted', 'duplicate', 'rejected']).meta({
      description: '`duplicate`: it came before and said the same; nothing changed.',
    }),
    event: idSchema('usageEvent').optional().meta({ description: 'Where it was taken in, now or before.' }),
    rejected: idSchema('rejectedEvent').optional().meta({ description: 'Where it is kept, if it was not.' }),
    reason: rejectionSchema.optional(),
  })
  .meta({ id: 'EventReceipt' })

export const eventReceiptsSchema = z
  .strictObject({ receipts: z.array(receiptSchema).meta({ description: 'One for each event, in order.' }) })
  .meta({ id: 'EventReceipts' })

export const rejectedEventSchema = z
  .strictObject({
    rejected: idSchema('rejectedEvent'),
    source: z.string().optional(),
    id: z.string().optional(),
    account: idSchema('account').optional(),
    reason: rejectionSchema,
    receivedAt: instantSchema,
    receivedFrom: senderSchema,
    state: z.enum(rejectedEventStates),
    decision: z
      .strictObject({
        at: instantSchema,
        by: senderSchema.optional(),
        reason: z.string().optional(),
        event: idSchema('usageEvent').optional(),
      })
      .optional()
      .meta({ description: 'Absent while it waits; `by` is absent where its sender sent it right.' }),
  })
  .meta({ id: 'RejectedEvent', description: 'An event that was not taken in.' })

export const rejectedEventsSchema = pageSchema(rejectedEventSchema, 'RejectedEvents')

export const rejectedEventDetailSchema = rejectedEventSchema
  .extend({ body: z.string().meta({ description: 'As it came; the beginning of it where it was too large.' }) })
  .meta({ id: 'RejectedEventDetail' })

export const sourceSchema = wordSchema(256)

export const rejectedEventsQuerySchema = pageQuerySchema(idSchema('rejectedEvent')).extend({
  state: z.enum(rejectedEventStates).optional(),
  source: sourceSchema.optional(),
})

const reasonSchema = textSchema(1000).meta({ example: 'Sample reason: the sender wrote the wrong account.' })

export const dismissalSchema = z.strictObject({ reason: reasonSchema }).meta({ id: 'EventDismissal' })

export const replaySchema = z
  .strictObject({
    event: z
      .record(z.string().max(64), z.unknown())
      .optional()
      .meta({ description: 'The event put right, as CloudEvents in JSON; as it came, where it is absent.' }),
    reason: reasonSchema,
  })
  .meta({ id: 'EventReplay' })
