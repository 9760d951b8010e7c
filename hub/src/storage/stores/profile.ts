import type { AccountId } from '@octroi/shared/ids/id'
import { type Selectable, sql } from 'kysely'
import { treeDepthAtMost } from '../../accounts/account-tree.ts'
import type { ProfileStore } from '../../accounts/profile.store.ts'
import type { Address, Contact, Named, Profile, TaxIdentity } from '../../accounts/profile.ts'
import { noProfile } from '../../accounts/profile.ts'
import { pageOf } from '../../page.ts'
import { orNull, present, readJson, writeJson } from '../codec.ts'
import type { Database } from '../database.ts'
import { pageStart, type Scope } from '../scope.ts'

type Tree = Pick<ProfileStore, 'above' | 'levels' | 'children'>

export function profileStore(scope: Scope): ProfileStore {
  const { db, tenant, insertRows } = scope
  return {
    ...treeStore(scope),

    async getAll(ids) {
      if (ids.length === 0) return new Map()
      const accounts = [...ids]
      const rows = await db
        .selectFrom('account_profiles')
        .selectAll()
        .where('tenant', '=', tenant)
        .where('account', 'in', accounts)
        .execute()
      const attributes = await db
        .selectFrom('account_attributes')
        .selectAll()
        .where('tenant', '=', tenant)
        .where('account', 'in', accounts)
        .execute()
      const called = await db
        .selectFrom('external_ids')
        .selectAll()
        .where('tenant', '=', tenant)
        .where('thing', 'in', accounts)
        .execute()
      const profiles = new Map<AccountId, Profile>(accounts.map((id) => [id, noProfile]))
      for (const row of rows) profiles.set(row.account as AccountId, profileOf(row))
      const add = (account: string, field: 'attributes' | 'externalIds', named: Named): void => {
        const known = profiles.get(account as AccountId) ?? noProfile
        profiles.set(account as AccountId, { ...known, [field]: { ...known[field], ...named } })
      }
      for (const { account, attribute, value } of attributes) add(account, 'attributes', { [attribute]: value })
      for (const { thing, system, external_id } of called) add(thing, 'externalIds', { [system]: external_id })
      return profiles
    },

    async put(id, { externalIds, attributes, ...profile }) {
      const row = rowOf(profile)
      await db
        .insertInto('account_profiles')
        .values({ tenant, account: id, ...row })
        .onConflict((clash) => clash.columns(['tenant', 'account']).doUpdateSet(row))
        .execute()
      await db.deleteFrom('account_attributes').where('tenant', '=', tenant).where('account', '=', id).execute()
      const named = Object.entries(attributes).map(([attribute, value]) => ({ tenant, account: id, attribute, value }))
      for (const insert of insertRows(db, 'account_attributes', named)) await insert.execute()
      await db.deleteFrom('external_ids').where('tenant', '=', tenant).where('thing', '=', id).execute()
      const names = Object.entries(externalIds).map(([system, external_id]) => ({
        ...{ tenant, kind: 'account', system, external_id, thing: id },
      }))
      for (const insert of insertRows(db, 'external_ids', names)) await insert.execute()
    },

    async withAttribute(page, attribute, value) {
      const rows = await db
        .selectFrom('account_attributes')
        .select('account')
        .where('tenant', '=', tenant)
        .where('attribute', '=', attribute)
        .where('value', '=', value)
        .where('account', '<', pageStart(page))
        .orderBy('account', 'desc')
        .limit(page.limit + 1)
        .execute()
      return pageOf(rows.map(accountIn), page.limit, (id) => id)
    },
  }
}

function treeStore({ db, tenant }: Scope): Tree {
  return {
    async above(id) {
      const { rows } = await sql<{ account: string; level: number }>`
        with recursive up (account, level) as (
          select parent, 1 from account_profiles where tenant = ${tenant} and account = ${id} and parent is not null
          union all
          select above.parent, up.level + 1 from up join account_profiles as above
            on above.tenant = ${tenant} and above.account = up.account
            where above.parent is not null and up.level < ${treeDepthAtMost}
        )
        select account, level from up
      `.execute(db)
      return rows.toSorted((lower, higher) => lower.level - higher.level).map(accountIn)
    },

    async levels(id) {
      const { rows } = await sql<{ levels: number }>`
        with recursive down (account, level) as (
          select account, 2 from account_profiles where tenant = ${tenant} and parent = ${id}
          union all
          select below.account, down.level + 1 from down join account_profiles as below
            on below.tenant = ${tenant} and below.parent = down.account
            where down.level < ${treeDepthAtMost}
        )
        select coalesce(max(level), 1) as levels from down
      `.execute(db)
      return rows[0]?.levels ?? 1
    },

    async children(page, parent) {
      const rows = await db
        .selectFrom('account_profiles')
        .select('account')
        .where('tenant', '=', tenant)
        .where('parent', '=', parent)
        .where('account', '<', pageStart(page))
        .orderBy('account', 'desc')
        .limit(page.limit + 1)
        .execute()
      return pageOf(rows.map(accountIn), page.limit, (id) => id)
    },
  }
}

function accountIn({ account }: { readonly account: string }): AccountId {
  return account as AccountId
}

function rowOf(profile: Omit<Profile, 'externalIds' | 'attributes'>) {
  const { version, parent, language, legalName, address, tax, contacts } = profile
  return {
    version,
    parent: orNull(parent),
    language: orNull(language),
    legal_name: orNull(legalName),
    address: address === undefined ? null : writeJson(address),
    tax: tax === undefined ? null : writeJson(tax),
    contacts: writeJson(contacts),
  }
}

function profileOf(row: Selectable<Database['account_profiles']>): Profile {
  return {
    version: row.version,
    ...present('parent', row.parent as AccountId | null),
    ...present('language', row.language),
    ...present('legalName', row.legal_name),
    ...(row.address === null ? {} : { address: readJson<Address>(row.address) }),
    ...(row.tax === null ? {} : { tax: readJson<TaxIdentity>(row.tax) }),
    contacts: readJson<readonly Contact[]>(row.contacts),
    externalIds: {},
    attributes: {},
  }
}
