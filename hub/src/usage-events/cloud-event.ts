import { parseEventInstant, sentEventSchema } from '@octroi/shared/api/usage-events'
import { type Fault, fault } from '@octroi/shared/errors/fault'
import { faultsOf } from '@octroi/shared/errors/faults-of'
import { err, ok, type Result } from '@octroi/shared/errors/result'
import { parseQuantity } from '@octroi/shared/money/quantity'
import { dayMs } from '@octroi/shared/time/zone'
import { intervalDaysAtMost } from '../usage/usage-lines.ts'
import type { UsageEvent } from './usage-event.ts'

/** Reads an event, or tells every fault of it at once. */
export function readCloudEvent(json: unknown): Result<UsageEvent, readonly Fault[]> {
  const parsed = sentEventSchema.safeParse(json)
  if (!parsed.success) return err(faultsOf(parsed.error))
  const { id, source, subject, time, data } = parsed.data
  const { service, meter, start = time, end = start, quantity, attributes } = data
  const [fromMs, untilMs] = [parseEventInstant(start ?? ''), parseEventInstant(end ?? '')]
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

/** What names an event and whose usage it is, as far as it can be read. */
export function nameOf(json: unknown): Partial<Pick<UsageEvent, 'source' | 'id' | 'subject'>> {
  const { source, id, subject } = sentEventSchema.shape
  const fields = typeof json === 'object' && json !== null ? (json as Readonly<Record<string, unknown>>) : {}
  const [from, named] = [source.safeParse(fields['source']), id.safeParse(fields['id'])]
  const whose = subject.safeParse(fields['subject'])
  return {
    ...(from.success ? { source: from.data } : {}),
    ...(named.success ? { id: named.data } : {}),
    ...(whose.success ? { subject: whose.data } : {}),
  }
}
