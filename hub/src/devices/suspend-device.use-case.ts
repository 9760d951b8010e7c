import { conflict, type Failure, notFound } from '@octroi/shared/errors/failure'
import { err, ok, type Result } from '@octroi/shared/errors/result'
import type { DeviceId } from '@octroi/shared/ids/id'
import type { Environment } from '../environment.ts'
import type { Stores } from '../stores.ts'
import type { Device } from './device.ts'

type Needs = Pick<Stores, 'devices'>

/**
 * Keeps a device away, one that was stolen say: its session ends, it opens no other, and nothing is granted on it. What it
 * sent before stays evidence. Doing it again changes nothing.
 */
export async function suspendDevice(
  { devices }: Needs,
  { nowMs }: Environment,
  { device: id, reason }: { readonly device: DeviceId; readonly reason: string },
): Promise<Result<Device, Failure>> {
  const device = await devices.get(id)
  if (device === undefined) return err(notFound('device', id))
  if (device.state === 'registered') return err(conflict('device_not_enrolled', `Device ${id} has not enrolled yet.`))
  if (device.suspension !== undefined) return ok(device)
  const suspension = { sinceMs: nowMs(), reason }
  await devices.setSuspension(id, suspension)
  await devices.endSession(id)
  return ok({ ...device, suspension })
}

/** Lets it come back: it opens a session again by itself. */
export async function liftSuspension(
  { devices }: Needs,
  { nowMs }: Pick<Environment, 'nowMs'>,
  id: DeviceId,
): Promise<Result<Device, Failure>> {
  const device = await devices.get(id)
  if (device === undefined) return err(notFound('device', id))
  const { suspension, ...rest } = device
  if (suspension !== undefined) await devices.liftSuspension(id, nowMs())
  return ok(rest)
}
