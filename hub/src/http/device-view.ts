import type { deviceSchema } from '@octroi/shared/api/devices'
import { formatInstant } from '@octroi/shared/time/instant'
import type { z } from 'zod'
import type { Device } from '../devices/device.ts'

/** A device as the API shows it. */
export function deviceView({ id, owner, label, services, state, suspension, createdAtMs }: Device): z.infer<typeof deviceSchema> {
  const offered = Object.fromEntries(Object.entries(services).map(([service, actions]) => [service, [...actions]]))
  const since = suspension && { since: formatInstant(suspension.sinceMs), reason: suspension.reason }
  const suspended = since === undefined ? {} : { suspension: since }
  return { id, owner, label, services: offered, state, ...suspended, createdAt: formatInstant(createdAtMs) }
}
