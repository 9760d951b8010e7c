import { idSchema, keySchema } from '@octroi/shared/api/shapes'
import { type Fault, fault } from '@octroi/shared/errors/fault'
import { faultsOf } from '@octroi/shared/errors/faults-of'
import { err, ok, type Result } from '@octroi/shared/errors/result'
import { parseQuantity } from '@octroi/shared/money/quantity'
import { parseInstant } from '@octroi/shared/time/instant'
import { dayMs } from '@octroi/shared/time/zone'
import { z } from 'zod'
import { attributesSchema, intervalDaysAtMost } from '../usage/usage-lines.ts'
import type { UsageEvent } from './usage-event.ts'

/** The one type of event there is. */
export const usageEventType = 'octroi.usage'

/** Of what anybody tells on one line. */
const word = (most: number) =>
  z
    .string()
    .min(1)
    .max(most)
    .regex(/^[^\p{Control}\p{Surrogate}]*$/u, 'must not hold control characters or halves of characters')
/** Programs write instants with more digits than a millisecond has: these are cut off. */
const instant = z
  .string()
  .max(40)
  .transform((text) => text.replace(/(\.\d{3})\d+/, '$1'))
  .refine((text) => parseInstant(text) !== undefined, 'must be an RFC 3339 instant, for example 2026-11-23T09:00:00Z')

const quantityAtMost = 2n ** 63n

const dataSchema = z.strictObject({
  service: keySchema,
  meter: keySchema,
  start: instant.optional(),
  end: instant.optional(),
  quantity: z
    .string()
    .refine((text) => parseQuantity(text) !== undefined, 'must be a decimal with at most 9 fraction digits, in quotes')
    .refine((text) => isWithin(parseQuantity(text) ?? 0n), 'must lie between -9223372036 and 9223372036')
    .optional(),
  attributes: attributesSchema.optional(),
})

/** CloudEvents 1.0. Extension attributes are let through and not looked at. */
const eventSchema = z.looseObject({
  specversion: z.literal('1.0'),
  id: word(256),
  source: word(256),
  type: z.literal(usageEventType),
  subject: z.union([idSchema('account'), idSchema('subscription')], 'must be the id of an account or of a subscription'),
  time: instant.optional(),
  datacontenttype: z
    .string()
    .regex(/^application\/json(?:\s*;.*)?$/i, 'must be application/json')
    .optional(),
  data: dataSchema,
})

/** Reads an event, or tells every fault of it at once. */
export function readCloudEvent(json: unknown): Result<UsageEvent, readonly Fault[]> {
  const parsed = eventSchema.safeParse(json)
  if (!parsed.success) return err(faultsOf(parsed.error))
  const { id, source, subject, time, data } = parsed.data
  const { service, meter, start = time, end = start, quantity, attributes } = data
  const [fromMs, untilMs] = [parseInstant(start ?? ''), parseInstant(end ?? '')]
  if (fromMs === undefined || untilMs === undefined) {
    return err([fault('data.start', 'required', 'must say when, or else the `time` of the event')])
  }
  if (untilMs < fromMs) return err([fault('data.end', 'out_of_range', 'must not be before `start`')])
  if (untilMs - fromMs > intervalDaysAtMost * dayMs) {
    return err([fault('data.end', 'out_of_range', `must be at most ${intervalDaysAtMost} days after \`start\``)])
  }
  const said = quantity === undefined ? undefined : parseQuantity(quantity)
  return ok({
    ...{ source, id, subject, service, meter, fromMs, untilMs },
    ...(said === undefined ? {} : { quantity: said }),
    ...(attributes === undefined ? {} : { attributes }),
  })
}

/** What names an event, as far as it can be read. */
export function nameOf(json: unknown): { readonly source?: string; readonly id?: string } {
  const read = z.looseObject({ source: word(256).optional().catch(undefined), id: word(256).optional().catch(undefined) })
  const { source, id } = read.safeParse(json).data ?? {}
  return { ...(source === undefined ? {} : { source }), ...(id === undefined ? {} : { id }) }
}

function isWithin(quantity: bigint): boolean {
  return -quantityAtMost < quantity && quantity < quantityAtMost
}
