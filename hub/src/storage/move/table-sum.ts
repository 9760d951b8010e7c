import { createHash, type Hash } from 'node:crypto'
import { invariant } from '@octroi/shared/errors/invariant'
import type { Kysely } from 'kysely'
import { chunksOf, type Row, usualChunk } from './row-chunks.ts'
import type { TableShape } from './table-shape.ts'

/** How many rows a table has, and a SHA-256 over all that is in them in the order of its key. */
export interface TableSum {
  readonly rows: number
  readonly sha256: string
}

export async function tableSum(db: Kysely<never>, shape: TableShape): Promise<TableSum> {
  const hash = createHash('sha256')
  let count = 0
  for await (const rows of chunksOf(db, shape, usualChunk)) {
    for (const row of rows) addRow(hash, shape, row)
    count += rows.length
  }
  return { rows: count, sha256: hash.digest('hex') }
}

/** Bytes that two rows share only where they hold the same, whichever engine they were read from. */
export function addRow(hash: Pick<Hash, 'update'>, { columns }: TableShape, row: Row): void {
  for (const column of columns) {
    const value = row[column]
    if (value === null) {
      hash.update('-;')
      continue
    }
    const bytes = value instanceof Uint8Array ? value : Buffer.from(textOf(value), 'utf8')
    hash.update(`${kindOf(value)}${bytes.length}:`)
    hash.update(bytes)
  }
}

/** Decimal text of an exact number is text on both engines. */
function kindOf(value: unknown): 'b' | 'n' | 't' {
  if (value instanceof Uint8Array) return 'b'
  return typeof value === 'number' ? 'n' : 't'
}

function textOf(value: unknown): string {
  invariant(typeof value === 'string' || Number.isSafeInteger(value), 'a row holds text, whole numbers and bytes')
  return String(value)
}
