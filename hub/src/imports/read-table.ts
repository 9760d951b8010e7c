import { type Fault, fault } from '@octroi/shared/errors/fault'
import type { CsvError } from 'csv-parse'
import { parse } from 'csv-parse/sync'

/** A fault in a file, at its line (from 1) and column; no column for the whole row. */
export interface ImportFault {
  readonly line: number
  readonly column: string
  readonly code: string
  readonly detail: string
}

export interface Row {
  /** On which the row ends. */
  readonly line: number
  /** By column, without those that are empty. */
  readonly cells: Readonly<Record<string, string>>
}

export interface Table {
  readonly rows: readonly Row[]
  readonly faults: readonly ImportFault[]
}

export interface Columns {
  readonly required: readonly string[]
  readonly isKnown: (column: string) => boolean
}

export const rowsAtMost = 1000

/** Reads a table in CSV (RFC 4180) whose first line names its columns. */
export function readTable(text: string, { required, isKnown }: Columns): Table {
  const faults: ImportFault[] = []
  const note = (error: CsvError | undefined): undefined => {
    const line = typeof error?.lines === 'number' ? error.lines : 1
    faults.push(at(line, fault('', 'csv', 'is no row of the table that the first line begins')))
  }
  const [first, ...parsed] = recordsOf(text, note)
  const columns = first?.record ?? []
  const named = columns.filter((column, index) => columns.indexOf(column) === index)
  faults.push(
    ...columns
      .filter((column, index) => columns.indexOf(column) !== index)
      .map((column) => at(1, fault(column, 'named_twice', 'is named twice'))),
    ...named.filter((column) => !isKnown(column)).map((column) => at(1, fault(column, 'unknown_field', 'is no column here'))),
    ...required
      .filter((column) => !named.includes(column))
      .map((column) => at(1, fault(column, 'required', 'is a column that has to be there'))),
    ...(parsed.length > rowsAtMost
      ? [at(1, fault('', 'too_many_rows', `a file has at most ${rowsAtMost} rows, and this one has ${parsed.length}`))]
      : []),
  )
  // What is wrong with the columns is wrong in every row.
  if (faults.some(({ line }) => line === 1)) return { rows: [], faults }
  const rows = parsed.flatMap(({ record, info }) => {
    if (record.length === columns.length) {
      const cells = columns.flatMap((column, index) => (record[index] === '' ? [] : [[column, record[index] ?? ''] as const]))
      return [{ line: info.lines, cells: Object.fromEntries(cells) }]
    }
    const cells = `has ${record.length} cells, and the first line names ${columns.length} columns`
    faults.push(at(info.lines, fault('', 'csv', cells)))
    return []
  })
  return { rows, faults }
}

interface CsvRecord {
  readonly record: readonly string[]
  /** `lines`: the line on which the record ends. */
  readonly info: { readonly lines: number }
}

function recordsOf(text: string, onSkip: (error: CsvError | undefined) => undefined): readonly CsvRecord[] {
  const skipping = { skip_empty_lines: true, skip_records_with_error: true, on_skip: onSkip } as const
  return parse(text, {
    bom: true,
    info: true,
    trim: true,
    // A file that was put together from others may end its lines in several ways.
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_column_count: true,
    ...skipping,
  }) as unknown as readonly CsvRecord[]
}

export function at(line: number, { path, code, detail }: Fault): ImportFault {
  return { line, column: path, code, detail }
}

/** The same as a fault of the request that carried the file. */
export function asFault({ line, column, code, detail }: ImportFault): Fault {
  return fault(column === '' ? `lines[${line}]` : `lines[${line}].${column}`, code, detail)
}
