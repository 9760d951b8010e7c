import type { Device } from '../devices/device.ts'
import type { Environment } from '../environment.ts'
import type { Stores } from '../stores.ts'
import { advance, type Broken, linksAtMost, rangeOf } from './journal-head.ts'
import { quarantine } from './quarantine.use-case.ts'

/**
 * Moves the head as far as it goes. What breaks the chain on the way is quarantined; returns it. All but the batch that
 * begins at `uncounted` had come before, and its records were counted.
 */
export async function moveHead(
  stores: Pick<Stores, 'devices' | 'journals'>,
  environment: Environment,
  device: Device,
  uncounted?: number,
): Promise<readonly Broken[]> {
  const { journals } = stores
  const from = await journals.head(device.id)
  const { head, broken } = advance(from, await journals.ahead(device.id, from.through, linksAtMost))
  await journals.putHead(device.id, head)
  for (const { link, verdict } of broken) {
    const bytes = await journals.envelope(device.id, link.first)
    const suspect = { verdict, detail: 'does not follow the batch before it', bytes, range: rangeOf(link) }
    await quarantine(stores, environment, device, link.first === uncounted ? suspect : { ...suspect, isCounted: true })
  }
  return broken
}
