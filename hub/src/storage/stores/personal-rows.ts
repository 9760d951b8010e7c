import { fromBase64url, toBase64url } from '@octroi/shared/crypto/bytes'
import type { AccountId } from '@octroi/shared/ids/id'
import { sql } from 'kysely'
import type { Page, PageRequest } from '../../page.ts'
import type { PersonalRow } from '../../persons/person.store.ts'
import type { Scope } from '../scope.ts'
import { type PersonalTable, personalTables } from './personal-tables.ts'

interface Cursor {
  readonly part: string
  /** The key of the row that ended the page before; none where a part begins. */
  readonly key: readonly unknown[] | undefined
}

/** One part at a time, so that a page is never larger than the rows of one table. Undefined for a cursor that is none. */
export async function personalRows(
  { db, tenant }: Scope,
  { after, limit }: PageRequest,
  account: AccountId,
): Promise<Page<PersonalRow> | undefined> {
  const names = Object.keys(personalTables)
  const cursor = after === undefined ? { part: names[0] ?? '', key: undefined } : readCursor(after)
  if (cursor === undefined) return undefined
  let { key } = cursor
  for (const part of names.slice(names.indexOf(cursor.part))) {
    const shape = personalTables[part]
    if (shape === undefined) return undefined
    const most = Math.min(limit, shape.rowsAtMost ?? limit)
    const columns = sql.join(Object.keys(shape.key).map((column) => sql.ref(column)))
    const behind = key === undefined ? sql`1 = 1` : sql`(${columns}) > (${sql.join(key)})`
    const { rows } = await sql<Record<string, unknown>>`
      select * from ${sql.table(shape.table)}
      where tenant = ${tenant} and ${shape.isOwn(account, tenant)} and ${behind} order by ${columns} limit ${most + 1}
    `.execute(db)
    const items = rows.slice(0, most).map((row) => ({ table: part, row: told(shape, row) }))
    const last = rows[most - 1]
    if (rows.length > most && last !== undefined) return { items, next: writeCursor(part, shape, last) }
    const following = names[names.indexOf(part) + 1]
    if (items.length > 0) return { items, ...(following === undefined ? {} : { next: following }) }
    key = undefined
  }
  return { items: [] }
}

function told({ hidden = [] }: PersonalTable, row: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const shown = Object.entries(row).filter(([column]) => column !== 'tenant' && !hidden.includes(column))
  return Object.fromEntries(shown.map(([column, value]) => [column, textOf(value)]))
}

function textOf(value: unknown): unknown {
  return value instanceof Uint8Array ? toBase64url(value) : value
}

function writeCursor(part: string, { key }: PersonalTable, row: Readonly<Record<string, unknown>>): string {
  const values = Object.keys(key).map((column) => textOf(row[column]))
  return `${part}.${toBase64url(new TextEncoder().encode(JSON.stringify(values)))}`
}

function readCursor(text: string): Cursor | undefined {
  const [part = '', encoded, ...more] = text.split('.')
  const shape = Object.hasOwn(personalTables, part) ? personalTables[part] : undefined
  if (shape === undefined || more.length > 0) return undefined
  if (encoded === undefined) return { part, key: undefined }
  const values = parsed(encoded)
  const kinds = Object.values(shape.key)
  if (!Array.isArray(values) || values.length !== kinds.length) return undefined
  const key = kinds.map((kind, index) => keyValue(kind, values[index]))
  return key.includes(undefined) ? undefined : { part, key }
}

function parsed(encoded: string): unknown {
  const bytes = fromBase64url(encoded)
  try {
    return bytes && JSON.parse(new TextDecoder().decode(bytes))
  } catch {
    return undefined
  }
}

function keyValue(kind: PersonalTable['key'][string], value: unknown): unknown {
  if (kind === 'n') return Number.isSafeInteger(value) ? value : undefined
  if (typeof value !== 'string' || /[\0\p{Surrogate}]/u.test(value)) return undefined
  return kind === 't' ? value : fromBase64url(value)
}
