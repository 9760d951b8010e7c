import type { Device } from '../devices/device.ts'
import type { Environment } from '../environment.ts'
import type { Stores } from '../stores.ts'
import { headOver, holeBefore, isGivenUp } from './gap-closing.ts'
import { advance, type Broken, linksAtMost, rangeOf } from './journal-head.ts'
import { quarantine } from './quarantine.use-case.ts'

/**
 * Moves the head as far as it goes, also over holes that were given up. What breaks the chain on the way is quarantined;
 * returns it. All but the batch that begins at `uncounted` had come before, and its records were counted.
 */
export async function moveHead(
  stores: Pick<Stores, 'devices' | 'journals'>,
  environment: Environment,
  device: Device,
  uncounted?: number,
): Promise<readonly Broken[]> {
  const { journals } = stores
  const found: Broken[] = []
  let head = await journals.head(device.id)
  for (;;) {
    const { head: moved, broken } = advance(head, await journals.ahead(device.id, head.through, linksAtMost))
    found.push(...broken)
    head = moved
    const [next] = await journals.ahead(device.id, head.through, 1)
    if (next === undefined) break
    const hole = holeBefore(next, head)
    // Nothing between where more lay ahead than is looked at together.
    if (hole.first > hole.last) continue
    if (!isGivenUp(hole, await journals.gaps(device.id, hole))) break
    head = headOver(next)
  }
  await journals.putHead(device.id, head)
  for (const { link, verdict } of found) {
    const bytes = await journals.envelope(device.id, link.first)
    const suspect = { verdict, detail: 'does not follow the batch before it', bytes, range: rangeOf(link) }
    await quarantine(stores, environment, device, link.first === uncounted ? suspect : { ...suspect, isCounted: true })
  }
  return found
}
