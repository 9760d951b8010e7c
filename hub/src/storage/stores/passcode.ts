import type { PasscodeStore } from '../../authorizations/passcode.store.ts'
import { orNull, present, readJson, writeJson } from '../codec.ts'
import type { Scope } from '../scope.ts'

/** One in use, one that follows it, and room for one of each that a risen epoch ended. */
const keysThatMatter = 4

export function passcodeStore({ db, tenant }: Scope): PasscodeStore {
  const granted = db.selectFrom('authorizations').where('tenant', '=', tenant)
  return {
    async keypad(device) {
      const keypads = db.selectFrom('device_keypads').select('actions').where('tenant', '=', tenant)
      const row = await keypads.where('device', '=', device).executeTakeFirst()
      return row === undefined ? [] : readJson<string[]>(row.actions)
    },

    async putKeypad(device, actions) {
      const row = { actions: writeJson(actions) }
      await db
        .insertInto('device_keypads')
        .values({ tenant, device, ...row })
        .onConflict((clash) => clash.columns(['tenant', 'device']).doUpdateSet(row))
        .execute()
    },

    async keys(device) {
      const keys = db.selectFrom('passcode_keys').selectAll().where('tenant', '=', tenant).where('device', '=', device)
      const rows = await keys.orderBy('generation', 'desc').limit(keysThatMatter).execute()
      return rows.toReversed().map(({ generation, epoch, from_s, held }) => ({
        generation,
        epoch,
        ...present('from', from_s),
        isHeld: held === 1,
      }))
    },

    async putKey(device, { generation, epoch, from, isHeld }) {
      const row = { epoch, from_s: orNull(from), held: isHeld ? 1 : 0 }
      await db
        .insertInto('passcode_keys')
        .values({ tenant, device, generation, ...row })
        .onConflict((clash) => clash.columns(['tenant', 'device', 'generation']).doUpdateSet(row))
        .execute()
    },

    async holdKeys(device) {
      const told = db.updateTable('passcode_keys').set({ held: 1 }).where('tenant', '=', tenant).where('device', '=', device)
      await told.where('held', '=', 0).where('from_s', 'is not', null).execute()
    },

    async taken({ device, service, action, slotStart }) {
      const rows = await granted
        .select('passcode_n')
        .where('device', '=', device)
        .where('passcode_slot_s', '=', slotStart)
        .where('service', '=', service)
        .where('action', '=', action)
        .orderBy('passcode_n')
        .execute()
      return rows.flatMap(({ passcode_n }) => passcode_n ?? [])
    },

    async lastLiveSlot(device, nowMs) {
      const row = await granted
        .select('passcode_slot_s')
        .where('device', '=', device)
        .where('passcode_slot_s', 'is not', null)
        .where('outcome', '=', 'pending')
        .where('revocation_version', 'is', null)
        .where('until_ms', '>', nowMs)
        .orderBy('passcode_slot_s', 'desc')
        .executeTakeFirst()
      return row?.passcode_slot_s ?? undefined
    },
  }
}
