import type { OperatorRole } from '@octroi/shared/api/vocabulary'
import { plainBytes } from '@octroi/shared/crypto/bytes'
import type { OperatorId } from '@octroi/shared/ids/id'
import type { Selectable } from 'kysely'
import type { Email } from '../../operators/email.ts'
import type { OperatorStore } from '../../operators/operator.store.ts'
import type { Operator } from '../../operators/operator.ts'
import type { OperatorSession } from '../../operators/operator-session.ts'
import { pageOf } from '../../page.ts'
import { orNull, present, readJson, writeJson } from '../codec.ts'
import type { Database } from '../database.ts'
import { pageStart, type Scope } from '../scope.ts'

type Sessions = Pick<OperatorStore, 'insertSession' | 'getSession' | 'sessionsOf' | 'noteUse' | 'endSession' | 'endSessionsOf'>

export function operatorStore(scope: Scope): OperatorStore {
  return { ...operators(scope), ...sessions(scope) }
}

function operators({ db, tenant }: Scope): Omit<OperatorStore, keyof Sessions> {
  const all = db.selectFrom('operators').selectAll().where('tenant', '=', tenant)
  const counted = db
    .selectFrom('operators')
    .select((count) => count.fn.countAll<number | string>().as('count'))
    .where('tenant', '=', tenant)
  return {
    async insert(operator) {
      await db
        .insertInto('operators')
        .values({ tenant, operator: operator.id, ...rowOf(operator) })
        .execute()
    },

    async update(operator) {
      const update = db.updateTable('operators').set(rowOf(operator))
      await update.where('tenant', '=', tenant).where('operator', '=', operator.id).execute()
    },

    async get(id) {
      const row = await all.where('operator', '=', id).executeTakeFirst()
      return row && operatorOf(row)
    },

    async ofEmail(email) {
      const row = await all.where('email', '=', email).executeTakeFirst()
      return row && operatorOf(row)
    },

    async ofSubject({ issuer, subject }) {
      const row = await all.where('issuer', '=', issuer).where('subject', '=', subject).executeTakeFirst()
      return row && operatorOf(row)
    },

    async list(page) {
      const rows = await all
        .where('operator', '<', pageStart(page))
        .orderBy('operator', 'desc')
        .limit(page.limit + 1)
        .execute()
      return pageOf(rows.map(operatorOf), page.limit, ({ id }) => id)
    },

    async count() {
      return Number((await counted.executeTakeFirstOrThrow()).count)
    },

    async countAbleToChange() {
      const able = counted.where('role', '=', 'operator').where('disabled_ms', 'is', null)
      return Number((await able.executeTakeFirstOrThrow()).count)
    },
  }
}

function sessions({ db, tenant }: Scope): Sessions {
  const all = db.selectFrom('operator_sessions').selectAll().where('tenant', '=', tenant)
  return {
    async insertSession({ tokenHash, operator, browser, openedAtMs, usedAtMs }) {
      const row = { tenant, token_hash: tokenHash, operator, browser, opened_ms: openedAtMs, used_ms: usedAtMs }
      await db.insertInto('operator_sessions').values(row).execute()
    },

    async getSession(tokenHash) {
      const row = await all.where('token_hash', '=', tokenHash).executeTakeFirst()
      return row && sessionOf(row)
    },

    async sessionsOf(operator) {
      const rows = await all.where('operator', '=', operator).orderBy('opened_ms', 'desc').orderBy('token_hash').execute()
      return rows.map(sessionOf)
    },

    async noteUse(tokenHash, usedAtMs) {
      const update = db.updateTable('operator_sessions').set({ used_ms: usedAtMs })
      await update.where('tenant', '=', tenant).where('token_hash', '=', tokenHash).execute()
    },

    async endSession(tokenHash) {
      await db.deleteFrom('operator_sessions').where('tenant', '=', tenant).where('token_hash', '=', tokenHash).execute()
    },

    async endSessionsOf(operator) {
      await db.deleteFrom('operator_sessions').where('tenant', '=', tenant).where('operator', '=', operator).execute()
    },
  }
}

function rowOf({ email, name, role, passwordHash, totp, recoveryCodes, subject, failed, ...times }: Operator) {
  return {
    ...{ email, name, role, password_hash: orNull(passwordHash), recovery_codes: writeJson(recoveryCodes) },
    ...{ totp_secret: orNull(totp?.sealedSecret), totp_step: orNull(totp?.lastStep) },
    ...{ issuer: orNull(subject?.issuer), subject: orNull(subject?.subject) },
    ...{ created_ms: times.createdAtMs, disabled_ms: orNull(times.disabledAtMs) },
    ...{ failures: failed.count, locked_until_ms: orNull(failed.lockedUntilMs) },
  }
}

function operatorOf(row: Selectable<Database['operators']>): Operator {
  const { totp_secret: secret, totp_step: lastStep, issuer, subject } = row
  return {
    id: row.operator as OperatorId,
    email: row.email as Email,
    name: row.name,
    role: row.role as OperatorRole,
    ...present('passwordHash', row.password_hash),
    ...(secret === null || lastStep === null ? {} : { totp: { sealedSecret: plainBytes(secret), lastStep } }),
    recoveryCodes: readJson<string[]>(row.recovery_codes),
    ...(issuer === null || subject === null ? {} : { subject: { issuer, subject } }),
    createdAtMs: row.created_ms,
    ...present('disabledAtMs', row.disabled_ms),
    failed: { count: row.failures, ...present('lockedUntilMs', row.locked_until_ms) },
  }
}

function sessionOf(row: Selectable<Database['operator_sessions']>): OperatorSession {
  const { operator, browser } = row
  return {
    ...{ tokenHash: plainBytes(row.token_hash), operator: operator as OperatorId, browser },
    ...{ openedAtMs: row.opened_ms, usedAtMs: row.used_ms },
  }
}
