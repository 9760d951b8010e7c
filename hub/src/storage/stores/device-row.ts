import type { AccountId, DeviceId } from '@octroi/shared/ids/id'
import type { Selectable } from 'kysely'
import type { Device, Suspension } from '../../devices/device.ts'
import { folded } from '../../folded.ts'
import { orNull, readJson, writeJson } from '../codec.ts'
import type { Database } from '../database.ts'

type DeviceRow = Selectable<Database['devices']>

export function deviceRow(tenant: string, device: Device): DeviceRow {
  const { id, owner, label, services, state, suspension, epoch, createdAtMs } = device
  const known = { tenant, device: id, owner, label, folded_label: folded(label), services: writeJson(services), state, epoch }
  return { ...known, created_ms: createdAtMs, ...suspensionColumns(suspension) }
}

export function deviceOf(row: DeviceRow): Device {
  return {
    id: row.device as DeviceId,
    owner: row.owner as AccountId,
    label: row.label,
    services: readJson<Device['services']>(row.services),
    state: row.state as Device['state'],
    ...suspensionOf(row),
    epoch: row.epoch,
    createdAtMs: row.created_ms,
  }
}

function suspensionOf({ suspended_ms, suspension_reason }: DeviceRow): Pick<Device, 'suspension'> {
  return suspended_ms === null ? {} : { suspension: { sinceMs: suspended_ms, reason: suspension_reason ?? '' } }
}

export function suspensionColumns(suspension: Suspension | undefined) {
  return { suspended_ms: orNull(suspension?.sinceMs), suspension_reason: orNull(suspension?.reason) }
}
