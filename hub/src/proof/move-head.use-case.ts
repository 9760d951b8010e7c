import type { Device } from '../devices/device.ts'
import type { Environment } from '../environment.ts'
import type { Stores } from '../stores.ts'
import { headOver, holeBefore, isGivenUp } from './gap-closing.ts'
import { advance, type Broken, linksAtMost, rangeOf } from './journal-head.ts'
import type { JournalStanding } from './journal-standing.use-case.ts'
import { quarantine } from './quarantine.use-case.ts'

export interface Moved {
  readonly standing: JournalStanding
  readonly broken: readonly Broken[]
}

/**
 * Moves the head as far as it goes, also over holes that were given up. What breaks the chain on the way is quarantined.
 * All but the batch that begins at `uncounted` had come before, and its records were counted.
 */
export async function moveHead(
  stores: Pick<Stores, 'devices' | 'journals'>,
  environment: Environment,
  device: Device,
  uncounted?: number,
): Promise<Moved> {
  const { journals } = stores
  const found: Broken[] = []
  let standing: JournalStanding = { head: await journals.head(device.id), missing: [] }
  for (;;) {
    const ahead = await journals.ahead(device.id, standing.head.through, linksAtMost)
    const { broken, waiting, ...moved } = advance(standing.head, ahead)
    found.push(...broken)
    standing = moved
    const [next] = waiting
    if (next === undefined) {
      if (ahead.length < linksAtMost) break
      continue
    }
    const hole = holeBefore(next, moved.head)
    if (!isGivenUp(hole, await journals.gaps(device.id, hole))) break
    standing = { ...moved, head: headOver(next) }
  }
  await journals.putHead(device.id, standing.head)
  for (const { link, verdict } of found) {
    const bytes = await journals.envelope(device.id, link.first)
    const suspect = { verdict, detail: 'does not follow the batch before it', bytes, range: rangeOf(link) }
    await quarantine(stores, environment, device, link.first === uncounted ? suspect : { ...suspect, isCounted: true })
  }
  return { standing, broken: found }
}
