import { decodeBase64url, toBase64url } from '@octroi/shared/crypto/bytes'
import { type Failure, invalid, notFound } from '@octroi/shared/errors/failure'
import { fault } from '@octroi/shared/errors/fault'
import { err, ok, type Result } from '@octroi/shared/errors/result'
import type { AccountId } from '@octroi/shared/ids/id'
import { decodeRecord } from '@octroi/shared/wire/messages/record'
import type { Page, PageRequest } from '../page.ts'
import { recordsOf } from '../proof/batch-excerpt.ts'
import type { Stores } from '../stores.ts'
import type { PersonalRow } from './person.store.ts'

/** A page of all that is kept of a person. Of a batch, what the device wrote in it. */
export async function exportPerson(
  { accounts, persons }: Pick<Stores, 'accounts' | 'persons'>,
  { account, page }: { readonly account: AccountId; readonly page: PageRequest },
): Promise<Result<Page<PersonalRow>, Failure>> {
  if ((await accounts.get(account)) === undefined) return err(notFound('account', account))
  const found = await persons.rows(page, account)
  if (found === undefined) return err(invalid([fault('after', 'malformed', 'must be the `next` of the page before')]))
  return ok({ ...found, items: found.items.map(readable) })
}

function readable(item: PersonalRow): PersonalRow {
  if (item.table !== 'batches') return item
  const { envelope, ...row } = item.row
  if (typeof envelope !== 'string' || row.forgotten_ms !== null) return { ...item, row }
  const records = recordsOf(decodeBase64url(envelope)).map((encoded, index) => {
    const read = decodeRecord(encoded)
    const { salt: _, ...record } = read.ok ? read.value : { salt: undefined, unreadable: encoded }
    return { seq: Number(row.first) + index, ...(plain(record) as object) }
  })
  return { ...item, row: { ...row, records } }
}

/** As JSON has it: whole numbers beyond it as text, bytes in base64url. */
function plain(value: unknown): unknown {
  if (typeof value === 'bigint') return value.toString()
  if (value instanceof Uint8Array) return toBase64url(value)
  if (Array.isArray(value)) return value.map(plain)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, plain(each)]))
}
