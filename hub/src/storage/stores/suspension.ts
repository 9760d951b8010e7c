import type { DeviceStore } from '../../devices/device.store.ts'
import type { Scope } from '../scope.ts'
import { suspensionColumns } from './device-row.ts'

export type Suspensions = Pick<DeviceStore, 'setSuspension' | 'liftSuspension' | 'suspendedAt'>

/** A device has one suspension now, and had others: each is a span. */
export function suspensionStore({ db, tenant }: Scope): Suspensions {
  const devices = db.updateTable('devices').where('tenant', '=', tenant)
  return {
    async setSuspension(device, suspension) {
      await devices.set(suspensionColumns(suspension)).where('device', '=', device).execute()
      await db
        .insertInto('device_suspensions')
        .values({ tenant, device, from_ms: suspension.sinceMs, until_ms: null })
        .onConflict((clash) => clash.columns(['tenant', 'device', 'from_ms']).doUpdateSet({ until_ms: null }))
        .execute()
    },

    async liftSuspension(device, atMs) {
      await devices.set(suspensionColumns(undefined)).where('device', '=', device).execute()
      const open = db.updateTable('device_suspensions').set({ until_ms: atMs }).where('tenant', '=', tenant)
      await open.where('device', '=', device).where('until_ms', 'is', null).execute()
    },

    async suspendedAt(device, ms) {
      const last = await db
        .selectFrom('device_suspensions')
        .select(['from_ms', 'until_ms'])
        .where('tenant', '=', tenant)
        .where('device', '=', device)
        .where('from_ms', '<=', ms)
        .orderBy('from_ms', 'desc')
        .limit(1)
        .executeTakeFirst()
      return last !== undefined && (last.until_ms === null || ms < last.until_ms) ? last.from_ms : undefined
    },
  }
}
