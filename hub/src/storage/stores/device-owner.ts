import type { AccountId } from '@octroi/shared/ids/id'
import type { DeviceStore } from '../../devices/device.store.ts'
import { present } from '../codec.ts'
import type { Scope } from '../scope.ts'

export type DeviceOwners = Pick<DeviceStore, 'owners' | 'transfer'>

export function deviceOwnerStore({ db, tenant }: Scope): DeviceOwners {
  const spans = db.selectFrom('device_owners').selectAll().where('tenant', '=', tenant)
  return {
    async owners(device) {
      const rows = await spans.where('device', '=', device).orderBy('from_ms').execute()
      return rows.map((row) => ({ owner: row.owner as AccountId, fromMs: row.from_ms, ...present('untilMs', row.until_ms) }))
    },

    async transfer({ device, from, to, atMs }) {
      const first = { tenant, device, from_ms: 0, owner: from, until_ms: null }
      await db
        .insertInto('device_owners')
        .values(first)
        .onConflict((clash) => clash.columns(['tenant', 'device', 'from_ms']).doNothing())
        .execute()
      const open = db.updateTable('device_owners').set({ until_ms: atMs }).where('tenant', '=', tenant)
      await open.where('device', '=', device).where('until_ms', 'is', null).execute()
      await db.insertInto('device_owners').values({ tenant, device, from_ms: atMs, owner: to, until_ms: null }).execute()
      await db.updateTable('devices').set({ owner: to }).where('tenant', '=', tenant).where('device', '=', device).execute()
    },
  }
}
