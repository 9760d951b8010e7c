import { type DeviceId, isId, type UsageEventId } from '@octroi/shared/ids/id'

/** Where usage comes from: the device that tells it in its journal, or the event in which a service without one told it. */
export type Origin = DeviceId | UsageEventId

/** The device, where it was one. */
export function deviceOf(origin: Origin): DeviceId | undefined {
  return isEvent(origin) ? undefined : origin
}

export function isEvent(origin: Origin): origin is UsageEventId {
  return isId('usageEvent', origin)
}
