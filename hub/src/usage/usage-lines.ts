import { attributesSchema } from '@octroi/shared/api/usage-events'
import { type Fault, fault } from '@octroi/shared/errors/fault'
import { faultsOf } from '@octroi/shared/errors/faults-of'
import { err, ok, type Result } from '@octroi/shared/errors/result'
import { oneUnit, parseQuantity } from '@octroi/shared/money/quantity'
import { ownEntry } from '@octroi/shared/own-entry'
import { parseInstant } from '@octroi/shared/time/instant'
import { dayMs } from '@octroi/shared/time/zone'
import { z } from 'zod'
import type { Catalogue } from '../catalogue/catalogue.ts'
import type { Meter, ReadingMeter } from '../catalogue/meter.ts'
import type { Usage } from './usage.ts'
import { readUsageFile } from './usage-file.ts'

/** A line of a usage file that counts: which meter of the catalogue it names, and what it says. */
export interface UsageLine {
  readonly meter: string
  readonly usage: Usage
  /** Whose it is, where the file tells several apart. */
  readonly subscription?: string
}

/** A fault in a usage file, with its line (from 1). */
export interface UsageFault extends Fault {
  readonly line: number
}

/** Longer than anybody reads a meter, and short enough that a slip of the pen does not cut bands for a thousand years. */
export const intervalDaysAtMost = 366

const instant = z.string().refine((text) => parseInstant(text) !== undefined, 'an instant, for example 2026-11-23T09:00:00Z')
const lineSchema = z.strictObject({
  subscription: z.string().min(1).max(100).optional(),
  meter: z.string(),
  start: instant,
  end: instant.optional(),
  quantity: z
    .string()
    .refine((text) => parseQuantity(text) !== undefined, 'a decimal with at most 9 fraction digits, in quotes')
    .optional(),
  attributes: attributesSchema.optional(),
})

/**
 * Reads usage written as one JSON object a line or as a table, or tells every fault at once. A catalogue that has faults itself has
 * no meters to hold the lines against; their form is checked all the same.
 */
export function parseUsageLines(
  text: string,
  catalogue: Pick<Catalogue, 'meters'> | undefined,
): Result<readonly UsageLine[], readonly UsageFault[]> {
  const lines: UsageLine[] = []
  const faults: UsageFault[] = []
  for (const { line, said } of readUsageFile(text)) {
    const read = said.ok ? readLine(said.value, line, catalogue) : err([said.error])
    if (!read.ok) faults.push(...read.error.map((found) => ({ ...found, line })))
    else if (read.value !== undefined) lines.push(read.value)
  }
  return faults.length === 0 ? ok(lines) : err(faults)
}

function readLine(
  written: unknown,
  seq: number,
  catalogue: Pick<Catalogue, 'meters'> | undefined,
): Result<UsageLine | undefined, readonly Fault[]> {
  const parsed = lineSchema.safeParse(written)
  if (!parsed.success) return err(faultsOf(parsed.error))
  if (catalogue === undefined) return ok(undefined)
  const { subscription, meter: name, start, end, quantity, attributes } = parsed.data
  const meter = ownEntry(catalogue.meters, name)
  if (meter === undefined) return err([fault('meter', 'unknown_value', `the catalogue has no meter \`${name}\``)])
  const fromMs = parseInstant(start) ?? 0
  const span = { seq, fromMs, untilMs: end === undefined ? undefined : parseInstant(end) }
  const said = quantity === undefined ? undefined : parseQuantity(quantity)
  const usage = meter.record === 'reading' ? readingOf(meter, span, said) : actionOf(meter, span, said)
  if (!usage.ok) return usage
  const told = attributes === undefined ? usage.value : { ...usage.value, attributes }
  return ok({ meter: name, usage: told, ...(subscription === undefined ? {} : { subscription }) })
}

interface Span {
  readonly seq: number
  readonly fromMs: number
  readonly untilMs: number | undefined
}

function readingOf(
  { service, reading, aggregation, from }: ReadingMeter,
  { seq, fromMs, untilMs }: Span,
  said: bigint | undefined,
): Result<Usage, readonly Fault[]> {
  const isLong = untilMs !== undefined && untilMs - fromMs > intervalDaysAtMost * dayMs
  const faults = [
    ...(untilMs === undefined ? [fault('end', 'required', 'a reading tells when its interval ends')] : []),
    ...(untilMs !== undefined && untilMs < fromMs ? [fault('end', 'out_of_range', 'must not be before `start`')] : []),
    ...(isLong ? [fault('end', 'out_of_range', `must be at most ${intervalDaysAtMost} days after \`start\``)] : []),
    ...(said === undefined && !countsWithoutQuantity.includes(aggregation)
      ? [fault('quantity', 'required', 'a reading tells what was used')]
      : []),
  ]
  if (untilMs === undefined || faults.length > 0) return err(faults)
  const told = from === 'events' ? { isFromEvents: true } : {}
  return ok({ seq, service, record: 'reading', reading, ...told, fromMs, untilMs, quantity: said ?? 0n })
}

/** What these count is when the reading was, or of what. */
export const countsWithoutQuantity: readonly Meter['aggregation'][] = ['count', 'duration', 'unique']

function actionOf(
  { service, record }: Exclude<Meter, { record: 'reading' }>,
  { seq, fromMs, untilMs }: Span,
  quantity = oneUnit,
): Result<Usage, readonly Fault[]> {
  const isWhole = quantity > 0n && quantity % oneUnit === 0n
  const faults = [
    ...(untilMs === undefined ? [] : [fault('end', 'unknown_field', 'what is counted happens at its `start`')]),
    ...(isWhole ? [] : [fault('quantity', 'out_of_range', 'what is counted is a whole number above zero')]),
  ]
  if (faults.length > 0) return err(faults)
  return ok({ seq, service, record, isOwn: true, fromMs, untilMs: fromMs, quantity })
}
