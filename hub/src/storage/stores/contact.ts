import type { DeviceId } from '@octroi/shared/ids/id'
import type { TimeState } from '@octroi/shared/wire/messages/record'
import { type SqlBool, sql } from 'kysely'
import type { DeviceStore } from '../../devices/device.store.ts'
import { orNull, present } from '../codec.ts'
import type { Scope } from '../scope.ts'

export type DeviceContacts = Pick<DeviceStore, 'noteConnected' | 'noteTold' | 'contacts'>

export function contactStore({ db, tenant }: Scope): DeviceContacts {
  return {
    async noteConnected(device, atMs) {
      await db
        .insertInto('device_contacts')
        .values({ tenant, device, connected_ms: atMs, told_ms: null, seq: 0, time_state: null })
        .onConflict((clash) => clash.columns(['tenant', 'device']).doUpdateSet({ connected_ms: atMs }))
        .execute()
    },

    async noteTold(device, { atMs, seq, timeState }) {
      // A batch that comes late says nothing of the clock as it is now.
      const isNewer = sql<SqlBool>`excluded.seq >= device_contacts.seq`
      const told = { told_ms: atMs, seq, time_state: orNull(timeState) }
      await db
        .insertInto('device_contacts')
        .values({ tenant, device, connected_ms: null, ...told })
        .onConflict((clash) => clash.columns(['tenant', 'device']).doUpdateSet(told).where(isNewer))
        .execute()
    },

    async contacts(ids) {
      if (ids.length === 0) return []
      const rows = await db
        .selectFrom('device_contacts')
        .selectAll()
        .where('tenant', '=', tenant)
        .where('device', 'in', [...ids])
        .execute()
      return rows.map((row) => ({
        device: row.device as DeviceId,
        ...present('connectedAtMs', row.connected_ms),
        ...present('toldAtMs', row.told_ms),
        ...present('timeState', row.time_state as TimeState | null),
      }))
    },
  }
}
