import type { DeviceId } from '@octroi/shared/ids/id'
import type { Environment } from '../environment.ts'
import { everyOf } from '../page.ts'
import type { Stores } from '../stores.ts'
import { nothingRevoked } from './revocations.ts'
import { takeBackAll } from './take-back-all.use-case.ts'

type Needs = Pick<Stores, 'authorizations' | 'devices' | 'passcodes' | 'retention'>

/** Further than a hub counts between two backups, so that no number of the time that is lost is used again. */
const beyond = { version: 2 ** 20, epoch: 2 ** 16, generation: 2 ** 10 }
const devicesAtOnce = 100
const sessionsAtOnce = 1000

/**
 * A hub that comes back from a backup does not know what it granted or took back since. So it takes back every permit and
 * code of before, on every device: nothing opens that nobody knows of, nothing that was revoked becomes good again, and no
 * code is given to two. Sessions of browsers and devices end too. Returns on how many devices.
 */
export async function afterRestore(stores: Needs, { nowMs }: Pick<Environment, 'nowMs'>): Promise<number> {
  let count = 0
  for await (const { id, epoch } of everyOf((page) => stores.devices.list(page), devicesAtOnce)) {
    const { version } = (await stores.devices.revocations(id)) ?? nothingRevoked
    await takeBackAll(stores, { nowMs }, id, { version: version + beyond.version, epoch: epoch + beyond.epoch })
    await skipGenerations(stores, id)
    await stores.devices.endSession(id)
    count += 1
  }
  for (const sessions of ['browser_sessions', 'operator_sessions'] as const) {
    while ((await stores.retention.remove(sessions, Number.MAX_SAFE_INTEGER, sessionsAtOnce)) > 0);
  }
  return count
}

/** The same generation makes the same codes, so the next one is one that was not told to the keypad since. */
async function skipGenerations({ passcodes }: Pick<Needs, 'passcodes'>, device: DeviceId): Promise<void> {
  const newest = (await passcodes.keys(device)).at(-1)
  if (newest === undefined) return
  const { generation, epoch } = newest
  await passcodes.putKey(device, { generation: generation + beyond.generation, epoch, isHeld: false })
}
