import type { Outcome } from '@octroi/shared/api/vocabulary'
import { plainBytes } from '@octroi/shared/crypto/bytes'
import type { Reason } from '@octroi/shared/decisions/action'
import type { RefusalCode } from '@octroi/shared/decisions/refusals'
import { invariant } from '@octroi/shared/errors/invariant'
import type { AccountId, AuthorizationId, DeviceId, SubscriptionId } from '@octroi/shared/ids/id'
import type { Expression, ExpressionBuilder, Insertable, Selectable, SelectQueryBuilder, SqlBool } from 'kysely'
import type { AccessEventStore, AuthorizationStore, SetOutcome } from '../../authorizations/authorization.store.ts'
import type { Authorization, GrantedAuthorization } from '../../authorizations/authorization.ts'
import { pageOf } from '../../page.ts'
import { orNull, present, readJson, writeJson } from '../codec.ts'
import type { Database } from '../database.ts'
import type { Scope } from '../scope.ts'
import { accessEventStore } from './access-event.ts'
import { movementStore, type StandingOpen } from './movement.ts'
import { type Openings, openingStore } from './opening.ts'
import { moveOutstanding, type OutstandingMove, outstandingOf } from './outstanding.ts'
import { readQuote, writeQuote } from './quote-document.ts'

type Decisions = Omit<AuthorizationStore, keyof AccessEventStore | keyof Openings | keyof StandingOpen>

export function authorizationStore(scope: Scope): AuthorizationStore {
  return { ...decisionStore(scope), ...accessEventStore(scope), ...openingStore(scope), ...movementStore(scope) }
}

function decisionStore(scope: Scope): Decisions {
  const { db, tenant } = scope
  const authorizations = db.selectFrom('authorizations').selectAll().where('tenant', '=', tenant)
  const search = searchIn({ db, tenant })
  return {
    async insert(authorization) {
      await Promise.all([
        db.insertInto('authorizations').values(rowOf(tenant, authorization)).execute(),
        isOutstanding(authorization) ? moveOutstanding(scope, [{ authorization, by: 1 }]) : undefined,
      ])
    },

    async get(id) {
      const row = await authorizations.where('authorization', '=', id).executeTakeFirst()
      return row && authorizationOf(row)
    },

    async getGranted(ids) {
      if (ids.length === 0) return []
      return grantedIn(authorizations.where('authorization', 'in', [...ids]))
    },

    list: (page, requester) => search(page, requester === undefined ? {} : { requester }),
    search,

    async setRevocation(id, { version, requestedAtMs, appliedSeq }) {
      const revocation = { revocation_version: version, revoked_ms: requestedAtMs, revocation_seq: appliedSeq ?? 0 }
      const update = db.updateTable('authorizations').set(revocation)
      await update.where('tenant', '=', tenant).where('authorization', '=', id).execute()
    },

    async awaitingRevocation(device, version) {
      const matching = authorizations
        .where('device', '=', device)
        .where('revocation_seq', '=', 0)
        .where('revocation_version', '<=', version)
      return grantedIn(matching)
    },

    async awaitingProof(device, through) {
      const matching = authorizations
        .where('device', '=', device)
        .where('revocation_seq', '>', 0)
        .where('revocation_seq', '<=', through)
        .where('outcome', '=', 'pending')
      return grantedIn(matching)
    },

    async unusedOn(device, { afterMs, throughMs }) {
      const matching = authorizations
        .where('device', '=', device)
        .where('outcome', '=', 'pending')
        .where('until_ms', '>', afterMs)
        .where('until_ms', '<=', throughMs)
      return grantedIn(matching)
    },

    async unused(requester, service, endsAfterMs) {
      const matching = authorizations
        .where('requester', '=', requester)
        .where('service', '=', service)
        .where('outcome', '=', 'pending')
        .where('until_ms', '>', endsAfterMs)
      return grantedIn(matching)
    },

    async setOutcomes(changes) {
      for (const { authorization, outcome } of changes) {
        const update = db.updateTable('authorizations').set({ outcome })
        await update.where('tenant', '=', tenant).where('authorization', '=', authorization.id).execute()
      }
      await moveOutstanding(scope, changes.flatMap(outstandingMove))
    },

    outstanding: (subscription) => outstandingOf(scope, subscription),
  }
}

function isOutstanding(authorization: Authorization): authorization is GrantedAuthorization {
  return authorization.decision === 'granted' && authorization.outcome === 'pending'
}

function outstandingMove({ authorization, outcome }: SetOutcome): readonly OutstandingMove[] {
  const [was, is] = [isOutstanding(authorization), outcome === 'pending']
  return was === is ? [] : [{ authorization, by: is ? 1 : -1 }]
}

/** Each of what a list is narrowed to has an index in the order of the list. */
function searchIn({ db, tenant }: Pick<Scope, 'db' | 'tenant'>): Decisions['search'] {
  const authorizations = db.selectFrom('authorizations').selectAll().where('tenant', '=', tenant)
  return async (page, { requester, device, reference, state }) => {
    const rows = await authorizations
      .$if(requester !== undefined, (query) => query.where('requester', '=', requester ?? ''))
      .$if(device !== undefined, (query) => query.where('device', '=', device ?? ''))
      .$if(reference !== undefined, (query) => query.where('reference', '=', reference ?? ''))
      // What was refused has no outcome.
      .$if(state === 'refused', (query) => query.where('outcome', 'is', null))
      .$if(state !== undefined && state !== 'refused', (query) => query.where('outcome', '=', state ?? ''))
      .$if(page.after !== undefined, (query) => query.where(decidedBefore(tenant, page.after ?? '')))
      .orderBy('decided_ms', 'desc')
      .orderBy('authorization', 'desc')
      .limit(page.limit + 1)
      .execute()
    return pageOf(rows.map(authorizationOf), page.limit, ({ id }) => id)
  }
}

/** Those that a list shows after a row. An id that was derived says nothing of when it was decided. */
function decidedBefore(tenant: string, after: string) {
  return (where: ExpressionBuilder<Database, 'authorizations'>): Expression<SqlBool> => {
    const place = where
      .selectFrom('authorizations as last')
      .select('last.decided_ms')
      .where('last.tenant', '=', tenant)
      .where('last.authorization', '=', after)
    const row = where.refTuple('decided_ms', 'authorization')
    return where(row, '<', where.tuple(place, where.val(after)))
  }
}

type Rows = SelectQueryBuilder<Database, 'authorizations', Selectable<Database['authorizations']>>

async function grantedIn(matching: Rows): Promise<readonly GrantedAuthorization[]> {
  const rows = await matching.orderBy('authorization').execute()
  return rows.map(authorizationOf).filter((found) => found.decision === 'granted')
}

function rowOf(tenant: string, authorization: Authorization): Insertable<Database['authorizations']> {
  const granted = authorization.decision === 'granted' ? authorization : undefined
  return {
    tenant,
    authorization: authorization.id,
    requester: authorization.requester,
    device: authorization.device,
    service: authorization.service,
    action: authorization.action,
    from_ms: authorization.fromMs,
    until_ms: authorization.untilMs,
    reference: orNull(authorization.reference),
    decision: authorization.decision,
    refusal: authorization.decision === 'refused' ? authorization.code : null,
    reasons: writeJson(authorization.reasons),
    subscription: orNull(granted?.subscription),
    quote: granted === undefined ? null : writeQuote(granted.quote),
    permit: orNull(granted?.permit),
    outcome: orNull(granted?.outcome),
    revocation_version: orNull(granted?.revocation?.version),
    revoked_ms: orNull(granted?.revocation?.requestedAtMs),
    revocation_seq: granted?.revocation === undefined ? null : (granted.revocation.appliedSeq ?? 0),
    decided_ms: authorization.decidedAtMs,
    passcode_slot_s: orNull(granted?.passcode?.slotStart),
    passcode_n: orNull(granted?.passcode?.n),
    passcode_generation: orNull(granted?.passcode?.generation),
  }
}

function authorizationOf(row: Selectable<Database['authorizations']>): Authorization {
  const asked = {
    id: row.authorization as AuthorizationId,
    requester: row.requester as AccountId,
    device: row.device as DeviceId,
    service: row.service,
    action: row.action,
    fromMs: row.from_ms,
    untilMs: row.until_ms,
    ...present('reference', row.reference),
    reasons: readJson<Reason[]>(row.reasons),
    decidedAtMs: row.decided_ms,
  }
  if (row.decision === 'refused') return { ...asked, decision: 'refused', code: row.refusal as RefusalCode }
  const { subscription, quote, permit, outcome } = row
  invariant(subscription !== null && quote !== null && permit !== null && outcome !== null, 'a granted row is whole')
  return {
    ...asked,
    decision: 'granted',
    subscription: subscription as SubscriptionId,
    quote: readQuote(quote),
    permit: plainBytes(permit),
    ...passcodeOf(row),
    outcome: outcome as Outcome,
    ...revocationOf(row),
  }
}

function passcodeOf(row: Selectable<Database['authorizations']>): Pick<GrantedAuthorization, 'passcode'> {
  const { passcode_slot_s: slotStart, passcode_n: n, passcode_generation: generation } = row
  return slotStart === null || n === null || generation === null ? {} : { passcode: { slotStart, n, generation } }
}

function revocationOf(row: Selectable<Database['authorizations']>): Pick<GrantedAuthorization, 'revocation'> {
  const { revocation_version: version, revoked_ms: requestedAtMs, revocation_seq: seq } = row
  if (version === null || requestedAtMs === null) return {}
  return { revocation: { version, requestedAtMs, ...(seq === null || seq === 0 ? {} : { appliedSeq: seq }) } }
}
