import type { Failure } from '@octroi/shared/errors/failure'
import { type Fault, fault } from '@octroi/shared/errors/fault'
import type { Result } from '@octroi/shared/errors/result'
import { type Id, isId } from '@octroi/shared/ids/id'
import type { ExternalKind } from '../accounts/external-id.store.ts'
import type { ImportedRow } from './import-report.ts'
import { at, type Columns, type ImportFault, type Row, readTable } from './read-table.ts'

/** A row that can be read, under its name. */
export interface ReadRow<R> {
  readonly line: number
  readonly row: R
}

/** What is known of the rows of a file while they are taken in, one after the other. */
export class Importing<R extends { readonly externalId: string }> {
  readonly rows: readonly ReadRow<R>[]
  readonly faults: ImportFault[]
  private readonly done = new Map<number, ImportedRow>()
  /** What rows are called of which something is wrong: who names one of them is not wrong for that. */
  private readonly faulty = new Set<string>()

  constructor(text: string, columns: Columns, read: (row: Row) => Result<R, readonly Fault[]>) {
    const table = readTable(text, columns)
    this.faults = [...table.faults]
    const rows = new Map<string, ReadRow<R>>()
    for (const row of table.rows) {
      const said = read(row)
      const { externalId = '' } = row.cells
      if (!said.ok) this.refuse({ line: row.line, row: { externalId } }, said.error)
      else if (rows.has(externalId)) {
        const first = rows.get(externalId)?.line
        this.faults.push(at(row.line, fault('externalId', 'duplicate_row', `\`${externalId}\` stands in line ${first} already`)))
      } else rows.set(externalId, { line: row.line, row: said.value })
    }
    this.rows = [...rows.values()]
  }

  get names(): readonly string[] {
    return this.rows.map(({ row }) => row.externalId)
  }

  refuse(
    { line, row }: { readonly line: number; readonly row: { readonly externalId: string } },
    faults: readonly Fault[],
  ): void {
    this.faults.push(...faults.map((found) => at(line, found)))
    this.faulty.add(row.externalId)
    this.done.delete(line)
  }

  take({ line, row: { externalId } }: ReadRow<R>, taken: Omit<ImportedRow, 'line' | 'externalId'>): void {
    this.done.set(line, { line, externalId, ...taken })
  }

  isFaulty(name: string): boolean {
    return this.faulty.has(name)
  }

  /** In the order of the file. */
  outcome(): { readonly rows: readonly ImportedRow[]; readonly faults: readonly ImportFault[] } {
    const byLine = (left: { readonly line: number }, right: { readonly line: number }): number => left.line - right.line
    return { rows: [...this.done.values()].toSorted(byLine), faults: this.faults.toSorted(byLine) }
  }
}

/** What a cell names: by an id of ours, or by what the system calls it. */
export function named<K extends ExternalKind>(
  kind: K,
  column: string,
  cell: string,
  byName: ReadonlyMap<string, Id<K>>,
): Id<K> | Fault {
  const id = isId(kind, cell) ? cell : byName.get(cell)
  return id ?? fault(column, `${kind}_not_found`, `there is no ${kind} \`${cell}\``)
}

export function isFault(found: string | Fault): found is Fault {
  return typeof found !== 'string'
}

export function faultsIn({ faults, code, detail }: Failure): readonly Fault[] {
  return faults ?? [fault('', code, detail)]
}
