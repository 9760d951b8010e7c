import { newAccountSchema } from '@octroi/shared/api/accounts'
import { externalIdSchema } from '@octroi/shared/api/profile'
import { contactRoles } from '@octroi/shared/api/vocabulary'
import type { Fault } from '@octroi/shared/errors/fault'
import { faultsOf } from '@octroi/shared/errors/faults-of'
import { err, ok, type Result } from '@octroi/shared/errors/result'
import type { z } from 'zod'
import type { Contact, Profile } from '../accounts/profile.ts'
import type { Columns, Row } from './read-table.ts'

const plain = ['externalId', 'name', 'zone', 'parent', 'language', 'legalName'] as const
const addressParts = ['postalCode', 'city', 'region', 'country'] as const
const taxParts = ['kind', 'country', 'vatNumber'] as const
const contactParts = ['name', 'email', 'phone'] as const
const linesAtMost = 4

const linesOfAddress = Array.from({ length: linesAtMost }, (_, index) => `address.line${index + 1}`)
const known = new Set<string>([
  ...plain,
  ...linesOfAddress,
  ...addressParts.map((part) => `address.${part}`),
  ...taxParts.map((part) => `tax.${part}`),
  ...contactRoles.flatMap((role) => contactParts.map((part) => `contact.${role}.${part}`)),
])

export const accountColumns: Columns = {
  required: ['externalId', 'name'],
  isKnown: (column) => known.has(column) || /^attributes\.[a-z][a-z0-9]*(?:[.-][a-z0-9]+)*$/.test(column),
}

const rowSchema = newAccountSchema
  .omit({ parent: true, externalIds: true })
  .extend({ zone: newAccountSchema.shape.zone.optional(), externalId: externalIdSchema, parent: externalIdSchema.optional() })

export type AccountRow = z.infer<typeof rowSchema>

/** What a row says of an account, or every fault of it by its column. An empty cell says nothing. */
export function readAccountRow({ cells }: Row): Result<AccountRow, readonly Fault[]> {
  const contacts = contactRoles.flatMap((role) => {
    const said = partsOf(cells, `contact.${role}`, contactParts)
    return said === undefined ? [] : [{ role, ...said }]
  })
  const lines = linesOfAddress.flatMap((column) => cells[column] ?? [])
  const address = partsOf(cells, 'address', addressParts)
  const tax = partsOf(cells, 'tax', taxParts)
  const attributes = Object.entries(cells).filter(([column]) => column.startsWith('attributes.'))
  const parsed = rowSchema.safeParse({
    ...Object.fromEntries(plain.flatMap((column) => (cells[column] === undefined ? [] : [[column, cells[column]]]))),
    ...(address === undefined && lines.length === 0 ? {} : { address: { lines, ...address } }),
    ...(tax === undefined ? {} : { tax }),
    ...(contacts.length === 0 ? {} : { contacts }),
    ...(attributes.length === 0
      ? {}
      : { attributes: Object.fromEntries(attributes.map(([column, cell]) => [column.slice('attributes.'.length), cell])) }),
  })
  if (parsed.success) return ok(parsed.data)
  return err(faultsOf(parsed.error).map((found) => ({ ...found, path: columnOf(found.path, contacts) })))
}

function partsOf(cells: Row['cells'], name: string, parts: readonly string[]): Readonly<Record<string, string>> | undefined {
  const said = parts.flatMap((part) => {
    const cell = cells[`${name}.${part}`]
    return cell === undefined ? [] : [[part, cell] as const]
  })
  return said.length === 0 ? undefined : Object.fromEntries(said)
}

/** `contacts[0].email` is the column `contact.billing.email`. */
function columnOf(path: string, contacts: readonly Pick<Contact, 'role'>[]): string {
  const [, index, part] = /^contacts\[(\d+)\](?:\.(\w+))?/.exec(path) ?? []
  if (index !== undefined) return `contact.${contacts[Number(index)]?.role ?? ''}.${part ?? 'name'}`
  const [, line] = /^address\.lines(?:\[(\d+)\])?/.exec(path) ?? []
  return path.startsWith('address.lines') ? `address.line${Number(line ?? 0) + 1}` : path
}

/** What a file says of contacts, in the place of those with the same roles. */
export function withContacts(before: Profile['contacts'], said: Profile['contacts'] | undefined): Profile['contacts'] {
  if (said === undefined) return before
  const isNamed = ({ role }: Contact): boolean => said.some((contact) => contact.role === role)
  // The same ones in their places are no change.
  if (JSON.stringify(before.filter(isNamed)) === JSON.stringify(said)) return before
  return [...before.filter((contact) => !isNamed(contact)), ...said]
}
