import type { DeviceId } from '@octroi/shared/ids/id'
import type { Stores } from '../stores.ts'

type Needs = Pick<Stores, 'quotas' | 'leases' | 'usage'>

/**
 * What devices were handed follows what they tell: what they count is used and not open any more; what an earlier lease handed
 * comes back once the device tells that it goes by a later one, or that its clock has passed the end. Both only where the hub holds
 * its whole journal up to there: what is missing of it may be use. Says whether the device was handed anything.
 */
export async function followAllotments(
  { quotas, leases, usage }: Needs,
  device: DeviceId,
  { through, reachedMs }: { readonly through: number; readonly reachedMs: number },
): Promise<boolean> {
  const held = await quotas.allotmentsOf(device)
  if (held.length === 0) return false
  const counters = new Map(held.map(({ service, counter }) => [`${service} ${counter}`, { service, counter }]))
  for (const { service, counter } of counters.values()) {
    await quotas.noteCounted(device, service, counter, (await usage.counted(device, service, counter, 0)).total)
  }
  await quotas.takeBack(device, { beforeLeaseSeq: await leases.goneBy(device, through), endedAtMs: reachedMs })
  return true
}
