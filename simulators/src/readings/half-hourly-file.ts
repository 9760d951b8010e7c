import { parseScaled } from '@octroi/shared/money/decimal'
import type { Month } from '@octroi/shared/time/month'
import { offsetSpans, type Zone } from '@octroi/shared/time/zone'
import { gapsIn, halfHourMs, type MeterReading, type ReadMonth } from './reading.ts'

/** 1 kWh in 1e-9 Wh. */
const kilowattHourDigits = 12

/** One meter's rows in a file of half-hourly consumption. */
interface Row {
  readonly line: number
  readonly endMs: number
  readonly value: string
}

/**
 * Reads a month from a file in the layout of the *SmartMeter Energy Consumption Data in London Households* (UK Power
 * Networks, Low Carbon London, London Datastore): `LCLid,DateTime,KWH/hh`, times in UTC taken as interval ends, values
 * in kWh or `Null`. Nothing is dropped without being counted; a row that cannot be read is an error that names its line.
 */
export function readHalfHourlyFile(text: string, source: string, month: Month, zone: Zone): ReadMonth {
  const inMonth = rows(text).filter(({ endMs }) => month.fromMs < endMs && endMs <= month.untilMs)
  const kept = new Map<number, Row>()
  let duplicates = 0
  let empty = 0
  for (const row of inMonth) {
    const before = kept.get(row.endMs)
    if (row.value === 'Null') empty++
    else if (before === undefined) kept.set(row.endMs, row)
    else if (before.value === row.value) duplicates++
    else throw new Error(`line ${row.line}: another value for the interval of line ${before.line}`)
  }
  const readings = [...kept.values()].map(readingOf).toSorted((left, right) => left.startMs - right.startMs)
  return {
    readings,
    source,
    duplicates,
    empty,
    gaps: gapsIn(readings, month),
    clockChanges: offsetSpans(zone, month.fromMs, month.untilMs).length - 1,
  }
}

function rows(text: string): readonly Row[] {
  const [header, ...lines] = text.split(/\r?\n/)
  if (header === undefined || !header.startsWith('LCLid,DateTime,KWH/hh')) {
    throw new Error('line 1: expected the header LCLid,DateTime,KWH/hh (per half hour)')
  }
  return lines.flatMap((content, index) => (content.trim() === '' ? [] : [rowOf(content, index + 2)]))
}

function rowOf(content: string, line: number): Row {
  const [, time = '', value = ''] = content.split(',').map((cell) => cell.trim())
  const match = /^(\d{4}-\d{2}-\d{2}) (\d{2}:\d{2}:\d{2})(?:\.\d+)?$/.exec(time)
  const endMs = match === null ? Number.NaN : Date.parse(`${match[1]}T${match[2]}Z`)
  if (Number.isNaN(endMs)) throw new Error(`line ${line}: not a time: ${time}`)
  return { line, endMs, value }
}

function readingOf({ line, endMs, value }: Row): MeterReading {
  const quantity = parseScaled(value, kilowattHourDigits)
  if (quantity === undefined) throw new Error(`line ${line}: not a quantity in kWh: ${value}`)
  return { startMs: endMs - halfHourMs, endMs, quantity }
}
