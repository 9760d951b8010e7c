import type { EntitlementReach } from '@octroi/shared/api/vocabulary'
import type { EntitledValue, Entitlement, LeaseTerms } from '@octroi/shared/decisions/action'
import type { AccountId, ConsentId, DeviceId, EntitlementId, SubscriptionId } from '@octroi/shared/ids/id'
import { type Insertable, type Selectable, type SelectQueryBuilder, sql } from 'kysely'
import type { ConsentStore, EntitlementStore, GivenConsent } from '../../entitlements/entitlement.store.ts'
import { isLimited } from '../../entitlements/quota.ts'
import { type Page, type PageRequest, pageOf } from '../../page.ts'
import { orNull, present, readJson, writeJson, writeWhole } from '../codec.ts'
import type { Database } from '../database.ts'
import { inParts } from '../in-parts.ts'
import { inForceDuring, pageStart, type Scope } from '../scope.ts'
import { readLimit, writeLimit } from './limit.ts'

export function entitlementStore({ db, tenant }: Scope): EntitlementStore {
  const entitlements = db.selectFrom('entitlements').selectAll().where('tenant', '=', tenant)
  return {
    async insertAll(list) {
      if (list.length === 0) return
      const rows = list.map((entitlement) => ({
        tenant,
        entitlement: entitlement.id,
        subscription: entitlement.subscription,
        account: entitlement.account,
        service: entitlement.service,
        actions: writeJson(entitlement.actions),
        reach: entitlement.reach,
        device: orNull(entitlement.device),
        from_ms: entitlement.fromMs,
        until_ms: orNull(entitlement.untilMs),
        ...leaseColumns(entitlement.lease),
        limit_terms: entitlement.limit === undefined ? null : writeLimit(entitlement.limit),
        entitled_value: entitlement.value === undefined ? null : writeJson(entitlement.value),
      }))
      await db.insertInto('entitlements').values(rows).execute()
    },

    async list(page, account) {
      const rows = await entitlements
        .$if(account !== undefined, (query) => query.where('account', '=', account ?? ''))
        .where('entitlement', '<', pageStart(page))
        .orderBy('entitlement', 'desc')
        .limit(page.limit + 1)
        .execute()
      return pageOf(rows.map(entitlementOf), page.limit, ({ id }) => id)
    },

    async ofSubscriptions(subscriptions) {
      const found: Entitlement[] = []
      for (const part of inParts([...subscriptions])) {
        const rows = await entitlements.where('subscription', 'in', part).orderBy('entitlement').execute()
        found.push(...rows.map(entitlementOf))
      }
      return found
    },

    async setEnd(id, untilMs) {
      const update = db
        .updateTable('entitlements')
        .set({ until_ms: orNull(untilMs) })
        .where('tenant', '=', tenant)
      await update.where('entitlement', '=', id).execute()
    },

    async setLimit(id, limit) {
      const update = db
        .updateTable('entitlements')
        .set({ limit_terms: writeLimit(limit) })
        .where('tenant', '=', tenant)
      await update.where('entitlement', '=', id).execute()
    },

    search: searchIn(entitlements),

    async get(id) {
      const row = await entitlements.where('entitlement', '=', id).executeTakeFirst()
      return row && entitlementOf(row)
    },

    ...inForceIn(entitlements),
  }
}

/** What decisions and leases are made of. */
function inForceIn(entitlements: EntitlementRows): Pick<EntitlementStore, 'forService' | 'limited' | 'leased'> {
  return {
    async forService(accounts, service, span) {
      const rows = await entitlements
        .where('account', 'in', [...accounts])
        .where('service', '=', service)
        .where(inForceDuring(span))
        .orderBy('entitlement')
        .execute()
      return rows.map(entitlementOf)
    },

    async limited(accounts) {
      if (accounts.length === 0) return []
      const rows = await entitlements
        .where('account', 'in', [...accounts])
        .where('limit_terms', 'is not', null)
        .orderBy('entitlement')
        .execute()
      return rows.map(entitlementOf).filter(isLimited)
    },

    async leased(account, device, span) {
      const rows = await entitlements
        .where('account', '=', account)
        .where('reach', '=', 'own')
        .where('lease', 'is not', null)
        .where((where) => where.or([where('device', 'is', null), where('device', '=', device)]))
        .where(inForceDuring(span))
        .orderBy('entitlement')
        .execute()
      return rows.map(entitlementOf)
    },
  }
}

/** A page of what is sought, each along its own index. */
function searchIn(entitlements: EntitlementRows): EntitlementStore['search'] {
  return async (page, { account, service, device }) => {
    const slice = async (narrowed: typeof entitlements) => {
      const rows = await narrowed
        .where('entitlement', '<', pageStart(page))
        .orderBy('entitlement', 'desc')
        .limit(page.limit + 1)
        .execute()
      return rows.map(entitlementOf)
    }
    const narrowed = entitlements
      .$if(account !== undefined, (query) => query.where('account', '=', account ?? ''))
      .$if(service !== undefined, (query) => query.where('service', '=', service ?? ''))
    if (device === undefined) return pageOf(await slice(narrowed), page.limit, ({ id }) => id)
    // Two reads, each along its own index: one read of either would look through all there are.
    const ofDevice = entitlements
      .where('device', '=', device.id)
      .$if(account !== undefined, (query) => query.where(unindexed('account'), '=', account ?? ''))
      .$if(service !== undefined, (query) => query.where(unindexed('service'), '=', service ?? ''))
    const named = await slice(ofDevice)
    const ofOwner = narrowed.where('account', '=', device.owner).where('device', 'is', null)
    const found = [...named, ...(await slice(ofOwner.where('reach', '=', 'own')))]
    const sorted = found.toSorted((left, right) => (left.id < right.id ? 1 : -1))
    return pageOf(sorted.slice(0, page.limit + 1), page.limit, ({ id }) => id)
  }
}

type EntitlementRows = SelectQueryBuilder<Database, 'entitlements', Selectable<Database['entitlements']>>

/** Few name one device. By the index of another column an engine would look through many more. */
function unindexed(column: 'account' | 'service') {
  return sql<string>`${sql.ref(column)} || ''`
}

function leaseColumns(lease: LeaseTerms | undefined): Pick<Insertable<Database['entitlements']>, 'lease' | 'quotas'> {
  if (lease === undefined) return { lease: null, quotas: null }
  const { quotas, ...terms } = lease
  const exact = quotas.map(({ counter, quantity }) => ({ counter, quantity: writeWhole(quantity) }))
  return { lease: writeJson(terms), quotas: writeJson(exact) }
}

function leaseOf({ lease, quotas }: Selectable<Database['entitlements']>): Pick<Entitlement, 'lease'> {
  if (lease === null) return {}
  const exact = readJson<{ counter: string; quantity: string }[]>(quotas ?? '[]')
  const read = exact.map(({ counter, quantity }) => ({ counter, quantity: BigInt(quantity) }))
  return { lease: { ...readJson<Omit<LeaseTerms, 'quotas'>>(lease), quotas: read } }
}

export function consentStore({ db, tenant }: Scope): ConsentStore {
  const consents = db.selectFrom('consents').selectAll().where('tenant', '=', tenant)
  return {
    async insert(consent) {
      const row = {
        tenant,
        consent: consent.id,
        owner: consent.owner,
        grantee: consent.grantee,
        service: consent.service,
        device: orNull(consent.device),
        from_ms: consent.fromMs,
        until_ms: orNull(consent.untilMs),
        given_ms: consent.givenAtMs,
        actions: consent.actions === undefined ? null : writeJson(consent.actions),
      }
      await db.insertInto('consents').values(row).execute()
    },

    async get(id) {
      const row = await consents.where('consent', '=', id).executeTakeFirst()
      return row && consentOf(row)
    },

    async end(id, untilMs) {
      await db.updateTable('consents').set({ until_ms: untilMs }).where('tenant', '=', tenant).where('consent', '=', id).execute()
    },

    async list(page, account) {
      const rows = await consents
        .$if(account !== undefined, (query) =>
          query.where((where) => where.or([where('owner', '=', account ?? ''), where('grantee', '=', account ?? '')])),
        )
        .where('consent', '<', pageStart(page))
        .orderBy('consent', 'desc')
        .limit(page.limit + 1)
        .execute()
      return pageOf(rows.map(consentOf), page.limit, ({ id }) => id)
    },

    async given(page, owner) {
      return consentsIn(consents.where('owner', '=', owner), page)
    },

    async received(page, grantee, service) {
      const all = consents.where('grantee', '=', grantee)
      return consentsIn(service === undefined ? all : all.where('service', '=', service), page)
    },

    async isGiven(grantee, service, fromMs) {
      const row = await consents
        .where('grantee', '=', grantee)
        .where('service', '=', service)
        .where(inForceDuring({ fromMs }))
        .limit(1)
        .executeTakeFirst()
      return row !== undefined
    },

    async between(owner, grantee, service, span) {
      const rows = await consents
        .where('owner', '=', owner)
        .where('grantee', '=', grantee)
        .where('service', '=', service)
        .where(inForceDuring(span))
        .orderBy('consent')
        .execute()
      return rows.map(consentOf)
    },
  }
}

type ConsentRows = SelectQueryBuilder<Database, 'consents', Selectable<Database['consents']>>

async function consentsIn(narrowed: ConsentRows, page: PageRequest): Promise<Page<GivenConsent>> {
  const rows = await narrowed
    .where('consent', '<', pageStart(page))
    .orderBy('consent', 'desc')
    .limit(page.limit + 1)
    .execute()
  return pageOf(rows.map(consentOf), page.limit, ({ id }) => id)
}

function entitlementOf(row: Selectable<Database['entitlements']>): Entitlement {
  return {
    id: row.entitlement as EntitlementId,
    subscription: row.subscription as SubscriptionId,
    account: row.account as AccountId,
    service: row.service,
    actions: readJson<string[]>(row.actions),
    reach: row.reach as EntitlementReach,
    ...present('device', row.device as DeviceId | null),
    fromMs: row.from_ms,
    ...present('untilMs', row.until_ms),
    ...leaseOf(row),
    ...(row.limit_terms === null ? {} : { limit: readLimit(row.limit_terms) }),
    ...(row.entitled_value === null ? {} : { value: readJson<Record<string, EntitledValue>>(row.entitled_value) }),
  }
}

function consentOf(row: Selectable<Database['consents']>): GivenConsent {
  return {
    id: row.consent as ConsentId,
    owner: row.owner as AccountId,
    grantee: row.grantee as AccountId,
    service: row.service,
    ...present('device', row.device as DeviceId | null),
    fromMs: row.from_ms,
    ...present('untilMs', row.until_ms),
    givenAtMs: row.given_ms,
    ...(row.actions === null ? {} : { actions: readJson<string[]>(row.actions) }),
  }
}
