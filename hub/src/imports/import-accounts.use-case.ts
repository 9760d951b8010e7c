import { type Fault, fault } from '@octroi/shared/errors/fault'
import type { AccountId } from '@octroi/shared/ids/id'
import { changeAccount } from '../accounts/change-account.use-case.ts'
import { saysMore } from '../accounts/changed-profile.ts'
import { type KnownAccount, withProfiles } from '../accounts/known-account.use-case.ts'
import { openWithProfile } from '../accounts/open-with-profile.use-case.ts'
import type { Environment } from '../environment.ts'
import type { Stores } from '../stores.ts'
import { type AccountRow, accountColumns, readAccountRow, withContacts } from './account-row.ts'
import { faultsIn, Importing, isFault, named, type ReadRow } from './importing.ts'

type Needs = Pick<Stores, 'tenants' | 'accounts' | 'profiles' | 'externalIds'>

interface Run {
  readonly stores: Needs
  readonly environment: Environment
  readonly system: string
  readonly importing: Importing<AccountRow>
  /** By what the system calls them; those that the file opens are added. */
  readonly ids: Map<string, AccountId>
}

/** Opens and changes accounts, all of them first, and then puts each in its place of the tree: a row may stand before its parent. */
export async function importAccounts(stores: Needs, environment: Environment, system: string, text: string) {
  const importing = new Importing(text, accountColumns, readAccountRow)
  const parents = importing.rows.flatMap(({ row }) => row.parent ?? [])
  const ids = new Map(await stores.externalIds.find('account', system, [...new Set([...importing.names, ...parents])]))
  const run: Run = { stores, environment, system, importing, ids }
  const known = await knownByName(run)
  await leaveParents(run, known)
  for (const each of importing.rows) {
    const before = known.get(each.row.externalId)
    await (before === undefined ? open(run, each) : change(run, each, before))
  }
  for (const each of importing.rows) await place(run, each, known.get(each.row.externalId))
  return importing.outcome()
}

async function knownByName({ stores, importing, ids }: Run): Promise<ReadonlyMap<string, KnownAccount>> {
  const accounts = await stores.accounts.getAll(importing.names.flatMap((name) => ids.get(name) ?? []))
  const byId = new Map((await withProfiles(stores, accounts)).map((known) => [known.account.id, known]))
  return new Map(
    importing.names.flatMap((name) => {
      const found = byId.get(ids.get(name) ?? 'acct_')
      return found === undefined ? [] : [[name, found] as const]
    }),
  )
}

/** Accounts that move leave their places first, so that the order of the rows does not matter: a tree may be turned round. */
async function leaveParents({ stores, importing, ids }: Run, known: ReadonlyMap<string, KnownAccount>): Promise<void> {
  for (const { row } of importing.rows) {
    const before = known.get(row.externalId)
    if (row.parent === undefined || before?.profile.parent === undefined) continue
    if (named('account', 'parent', row.parent, ids) === before.profile.parent) continue
    const { parent: _, ...profile } = before.profile
    await stores.profiles.put(before.account.id, profile)
  }
}

async function open({ stores, environment, system, importing, ids }: Run, each: ReadRow<AccountRow>): Promise<void> {
  const { externalId, parent: _, zone = (await stores.tenants.get())?.zone, ...said } = each.row
  if (zone === undefined) return
  const opened = await openWithProfile(stores, environment, { ...said, zone, externalIds: { [system]: externalId } })
  if (!opened.ok) return importing.refuse(each, faultsIn(opened.error))
  const { id } = opened.value.account
  ids.set(externalId, id)
  importing.take(each, { outcome: 'created', id })
}

async function change({ stores, importing }: Run, each: ReadRow<AccountRow>, { account, profile }: KnownAccount): Promise<void> {
  const { externalId: _, parent: __, zone, name, contacts, ...said } = each.row
  const { id } = account
  if (zone !== undefined && zone !== account.zone) {
    const fixed = `the account was opened with ${account.zone}, by whose days and months it is billed`
    return importing.refuse(each, [fault('zone', 'cannot_change', fixed)])
  }
  const more = { ...said, contacts: withContacts(profile.contacts, contacts) }
  if (name === account.name && !saysMore(profile, more)) return importing.take(each, { outcome: 'unchanged', id })
  const changed = await changeAccount(stores, { id, change: { name, ...more }, ifMatch: '*' })
  if (!changed.ok) return importing.refuse(each, faultsIn(changed.error))
  return importing.take(each, { outcome: 'changed', id })
}

async function place(
  { stores, importing, ids }: Run,
  each: ReadRow<AccountRow>,
  before: KnownAccount | undefined,
): Promise<void> {
  const { externalId, parent } = each.row
  const id = ids.get(externalId)
  if (parent === undefined || id === undefined || importing.isFaulty(externalId) || importing.isFaulty(parent)) return
  const above = named('account', 'parent', parent, ids)
  if (isFault(above)) return importing.refuse(each, [above])
  if (before?.profile.parent === above) return
  const placed = await changeAccount(stores, { id, change: { parent: above }, ifMatch: '*' })
  if (!placed.ok) return importing.refuse(each, inNames(faultsIn(placed.error), ids))
  if (before !== undefined) importing.take(each, { outcome: 'changed', id })
}

/** Ids of accounts that the file opens are nobody's once it is refused: they are told by their names. */
function inNames(faults: readonly Fault[], ids: ReadonlyMap<string, AccountId>): readonly Fault[] {
  const names = new Map<string, string>([...ids].map(([name, id]) => [id, name]))
  return faults.map((found) => ({ ...found, detail: found.detail.replaceAll(/acct_\w{26}/g, (id) => names.get(id) ?? id) }))
}
