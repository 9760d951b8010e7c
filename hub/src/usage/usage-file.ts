import { type Fault, fault } from '@octroi/shared/errors/fault'
import { err, ok, type Result } from '@octroi/shared/errors/result'
import type { CsvError } from 'csv-parse'
import { parse } from 'csv-parse/sync'

/** What a line of a usage file says, before anybody looks at what it means. */
export interface WrittenLine {
  /** From 1. */
  readonly line: number
  readonly said: Result<unknown, Fault>
}

/**
 * Reads a file of usage: one JSON object a line, or a table in CSV (RFC 4180) whose first line names its columns, those of
 * attributes as `attributes.region`. A cell that is empty says nothing.
 */
export function readUsageFile(text: string): readonly WrittenLine[] {
  const isJson = /^\s*(?:\{|$)/.test(text)
  return isJson ? jsonLines(text) : csvRows(text)
}

function jsonLines(text: string): readonly WrittenLine[] {
  return text
    .split('\n')
    .flatMap((written, index) => (written.trim() === '' ? [] : [{ line: index + 1, said: readJson(written) }]))
}

interface CsvRow {
  readonly record: Readonly<Record<string, string>>
  /** `lines`: the line on which the row ends. */
  readonly info: { readonly lines: number }
}

function csvRows(text: string): readonly WrittenLine[] {
  const faulty: WrittenLine[] = []
  const note = (error: CsvError | undefined): undefined => {
    const line = typeof error?.lines === 'number' ? error.lines : 1
    faulty.push({ line, said: err(fault('', 'csv', 'is no row of the table that the first line begins')) })
  }
  const skipping = { skip_empty_lines: true, skip_records_with_error: true, on_skip: note } as const
  const rows = parse(text, { bom: true, columns: true, info: true, trim: true, ...skipping }) as unknown as readonly CsvRow[]
  return [...rows.map(({ record, info }) => ({ line: info.lines, said: ok(nested(record)) })), ...faulty]
}

const attributePrefix = 'attributes.'

function nested(record: CsvRow['record']): unknown {
  const said = Object.entries(record).filter(([, cell]) => cell !== '')
  const isAttribute = ([name]: readonly [string, string]): boolean => name.startsWith(attributePrefix)
  const attributes = said.filter(isAttribute).map(([name, cell]) => [name.slice(attributePrefix.length), cell] as const)
  const own = said.filter((cell) => !isAttribute(cell))
  return { ...Object.fromEntries(own), ...(attributes.length === 0 ? {} : { attributes: Object.fromEntries(attributes) }) }
}

function readJson(written: string): Result<unknown, Fault> {
  try {
    return ok(JSON.parse(written))
  } catch {
    return err(fault('', 'json', 'is not a JSON object'))
  }
}
