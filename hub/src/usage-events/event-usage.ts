import type { ReadingUsage } from '../usage/usage.ts'
import type { UsageEvent } from './usage-event.ts'

/** An event as a reading, which meters `from: events` count. It is no record of a journal, so it has no number there. */
export function usageOfEvent({ service, meter, fromMs, untilMs, quantity = 0n, attributes }: UsageEvent): ReadingUsage {
  const told = { seq: 0, service, record: 'reading', reading: meter, isFromEvents: true, fromMs, untilMs, quantity } as const
  return attributes === undefined ? told : { ...told, attributes }
}
