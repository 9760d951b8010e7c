import { equalBytes, plainBytes } from '@octroi/shared/crypto/bytes'
import type { DeviceId, SessionId } from '@octroi/shared/ids/id'
import type { Denied } from '../../authorizations/revocations.ts'
import type { DeviceStore } from '../../devices/device.store.ts'
import { pageOf } from '../../page.ts'
import { orNull, present, readJson, writeJson } from '../codec.ts'
import { pageStart, type Scope } from '../scope.ts'
import { contactStore, type DeviceContacts } from './contact.ts'
import { type DeviceOwners, deviceOwnerStore } from './device-owner.ts'
import { deviceOf, deviceRow } from './device-row.ts'
import { type DeviceSearch, deviceSearchStore } from './device-search.ts'
import { type Suspensions, suspensionStore } from './suspension.ts'

type DeviceRecords = Pick<DeviceStore, 'insert' | 'get' | 'list' | 'setState' | 'setEpoch' | 'revocations' | 'putRevocations'>
type DeviceSessions = Pick<DeviceStore, 'spendNonce' | 'putSession' | 'endSession' | 'hasSession' | 'takeSession'>
type DeviceCredentials = Omit<
  DeviceStore,
  keyof DeviceRecords | keyof DeviceSessions | keyof DeviceContacts | keyof DeviceSearch | keyof DeviceOwners | keyof Suspensions
>

export function deviceStore(scope: Scope): DeviceStore {
  return {
    ...deviceRecords(scope),
    ...deviceCredentials(scope),
    ...deviceSessions(scope),
    ...contactStore(scope),
    ...deviceOwnerStore(scope),
    ...deviceSearchStore(scope),
    ...suspensionStore(scope),
  }
}

function deviceRecords({ db, tenant }: Scope): DeviceRecords {
  const devices = db.selectFrom('devices').selectAll().where('tenant', '=', tenant)
  return {
    async insert(device) {
      await db.insertInto('devices').values(deviceRow(tenant, device)).execute()
    },

    async get(id) {
      const row = await devices.where('device', '=', id).executeTakeFirst()
      return row && deviceOf(row)
    },

    async list(page, owner) {
      const rows = await devices
        .$if(owner !== undefined, (query) => query.where('owner', '=', owner ?? ''))
        .where('device', '<', pageStart(page))
        .orderBy('device', 'desc')
        .limit(page.limit + 1)
        .execute()
      return pageOf(rows.map(deviceOf), page.limit, ({ id }) => id)
    },

    async setState(id, state) {
      await db.updateTable('devices').set({ state }).where('tenant', '=', tenant).where('device', '=', id).execute()
    },

    async setEpoch(id, epoch) {
      await db.updateTable('devices').set({ epoch }).where('tenant', '=', tenant).where('device', '=', id).execute()
    },

    async revocations(id) {
      const row = await db
        .selectFrom('device_revocations')
        .selectAll()
        .where('tenant', '=', tenant)
        .where('device', '=', id)
        .executeTakeFirst()
      return row && { version: row.version, epoch: row.epoch, deny: readJson<Denied[]>(row.deny) }
    },

    async putRevocations(id, { version, epoch, deny }) {
      const row = { version, epoch, deny: writeJson(deny) }
      await db
        .insertInto('device_revocations')
        .values({ tenant, device: id, ...row })
        .onConflict((clash) => clash.columns(['tenant', 'device']).doUpdateSet(row))
        .execute()
    },
  }
}

function deviceCredentials({ db, tenant }: Scope): DeviceCredentials {
  return {
    async insertClaim(device, { hash, expiresAtMs, usedBy }) {
      await db.deleteFrom('device_claims').where('tenant', '=', tenant).where('device', '=', device).execute()
      const row = { tenant, claim_hash: hash, device, expires_ms: expiresAtMs, used_by: orNull(usedBy) }
      await db.insertInto('device_claims').values(row).execute()
    },

    async findClaim(hash) {
      const row = await db
        .selectFrom('device_claims')
        .selectAll()
        .where('tenant', '=', tenant)
        .where('claim_hash', '=', hash)
        .executeTakeFirst()
      if (row === undefined) return undefined
      const usedBy = row.used_by === null ? null : plainBytes(row.used_by)
      return {
        device: row.device as DeviceId,
        claim: { hash: plainBytes(hash), expiresAtMs: row.expires_ms, ...present('usedBy', usedBy) },
      }
    },

    async useClaim(hash, publicKey) {
      const claim = db.updateTable('device_claims').set({ used_by: publicKey })
      await claim.where('tenant', '=', tenant).where('claim_hash', '=', hash).execute()
    },

    async insertKey({ device, publicKey, enrolledAtMs }) {
      await db.insertInto('device_keys').values({ tenant, device, public_key: publicKey, enrolled_ms: enrolledAtMs }).execute()
    },

    async keys(id) {
      const rows = await db
        .selectFrom('device_keys')
        .selectAll()
        .where('tenant', '=', tenant)
        .where('device', '=', id)
        .orderBy('enrolled_ms', 'desc')
        .execute()
      return rows.map((row) => ({ device: id, publicKey: plainBytes(row.public_key), enrolledAtMs: row.enrolled_ms }))
    },
  }
}

function deviceSessions({ db, tenant }: Scope): DeviceSessions {
  const sessionOf = (device: DeviceId) =>
    db.selectFrom('device_sessions').selectAll().where('tenant', '=', tenant).where('device', '=', device)
  return {
    async spendNonce(device, nonce, expiresAtMs, nowMs) {
      const nonces = db.deleteFrom('spent_nonces').where('tenant', '=', tenant).where('device', '=', device)
      await nonces.where('expires_ms', '<=', nowMs).execute()
      const inserted = await db
        .insertInto('spent_nonces')
        .values({ tenant, device, nonce, expires_ms: expiresAtMs })
        .onConflict((clash) => clash.columns(['tenant', 'device', 'nonce']).doNothing())
        .executeTakeFirst()
      return inserted.numInsertedOrUpdatedRows === 1n
    },

    async putSession({ id, device, tokenHash, deviceNonce, expiresAtMs }) {
      const session = { session: id, token_hash: tokenHash, expires_ms: expiresAtMs, device_nonce: deviceNonce }
      await db
        .insertInto('device_sessions')
        .values({ tenant, device, ...session })
        .onConflict((clash) => clash.columns(['tenant', 'device']).doUpdateSet(session))
        .execute()
    },

    async endSession(device) {
      await db.deleteFrom('device_sessions').where('tenant', '=', tenant).where('device', '=', device).execute()
    },

    async hasSession(device, tokenHash, nowMs) {
      const found = await sessionOf(device).executeTakeFirst()
      return found !== undefined && equalBytes(found.token_hash, tokenHash) && found.expires_ms > nowMs
    },

    async takeSession(device, tokenHash, nowMs) {
      const sessions = db.deleteFrom('device_sessions').where('tenant', '=', tenant).where('device', '=', device)
      const found = await sessionOf(device).executeTakeFirst()
      if (found === undefined || !equalBytes(found.token_hash, tokenHash)) return undefined
      await sessions.execute()
      if (found.expires_ms <= nowMs) return undefined
      const { session: id, expires_ms: expiresAtMs, device_nonce: deviceNonce } = found
      return { id: id as SessionId, expiresAtMs, ...(deviceNonce === null ? {} : { deviceNonce: plainBytes(deviceNonce) }) }
    },
  }
}
