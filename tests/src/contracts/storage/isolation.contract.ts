import type { Stores } from '@octroi/hub/stores'
import type { TenantId } from '@octroi/shared/ids/id'
import { beforeAll, describe, expect, test } from 'vitest'
import { methodsInTable, readings, wayAcross, writings } from './isolation-table.ts'
import { bytesOf, newWorld, rowsOf, settle, type World } from './isolation-world.ts'
import type { OpenStorage } from './open-storage.ts'
import { newId } from './samples.ts'

const [ten, eleven] = [
  { quantity: 10n, records: 1 },
  { quantity: 11n, records: 2 },
]

/** A store belongs to one tenant. Here every tenant uses the very same ids. */
export function isolationContract({ write, read }: OpenStorage): void {
  describe('tenants with the very same ids', () => {
    const settled = (tenant: TenantId, world: World, mark: number) => write(tenant, (stores) => settle(stores, world, mark))

    test('are kept apart by every method of every store: none is missing from the table', async () => {
      const methods = await read(newId('tenant'), (stores) => Promise.resolve(methodsOf(stores)))
      expect(methods.length).toBeGreaterThan(60)
      expect(methodsInTable.toSorted()).toEqual(methods.toSorted())
    })

    describe('read nothing of each other by', () => {
      const [owner, twin, stranger, world] = [newId('tenant'), newId('tenant'), newId('tenant'), newWorld()]
      const before = new Map<string, unknown>()
      beforeAll(async () => {
        await settled(owner, world, 1)
        for (const [method, { reads }] of readings) before.set(method, await read(owner, (stores) => reads(stores, world)))
        await settled(twin, world, 2)
      })

      test.each(readings)('%s', async (method, { reads, nothing }) => {
        const answer = (tenant: TenantId) => read(tenant, (stores) => reads(stores, world))
        const [owners, twins] = [await answer(owner), await answer(twin)]
        expect(owners).not.toEqual(nothing)
        expect(owners).toEqual(before.get(method))
        expect(twins).not.toEqual(nothing)
        expect(twins).not.toEqual(owners)
        expect(await answer(stranger)).toEqual(nothing)
      })
    })

    describe('change nothing of each other by', () => {
      test.each(writings)('%s', async (_method, { writes, onlyOnce }) => {
        const [owner, twin, stranger, world] = [newId('tenant'), newId('tenant'), newId('tenant'), newWorld()]
        if (onlyOnce === undefined) {
          await settled(owner, world, 1)
          await settled(twin, world, 2)
        }
        const act = (tenant: TenantId, mark: number) => write(tenant, (stores) => writes(stores, world, mark))
        const [owners, twins] = [await everything(owner, world), await everything(twin, world)]

        await act(stranger, 3)
        await act(twin, 4)
        expect(await everything(owner, world)).toEqual(owners)
        const changed = await everything(twin, world)
        expect(changed).not.toEqual(twins)

        await act(owner, 5)
        expect(await everything(twin, world)).toEqual(changed)
        expect(await everything(owner, world)).not.toEqual(owners)
      })
    })

    describe('get the answer they would get alone from', () => {
      test.each<readonly [string, (stores: Stores, world: World) => Promise<unknown>, owners: unknown, strangers: unknown]>([
        ['spending a nonce', ({ devices }, { first }) => devices.spendNonce(first.device, bytesOf(first), 100, 0), false, true],
        ['quarantining', ({ journals }, { first }) => journals.quarantine(rowsOf(first, 1).quarantined), false, true],
        [
          'taking a session',
          async ({ devices }, { first }) => (await devices.takeSession(first.device, bytesOf(first), 0))?.expiresAtMs,
          1001,
          undefined,
        ],
        [
          'adding to sums',
          async ({ rating }, { first }) => {
            const { aggregate, cell, unrated } = rowsOf(first, 10)
            await rating.fold(first.device, {
              aggregates: [aggregate, cell],
              charges: [],
              sources: [],
              unrated: [unrated],
              series: [],
            })
            const sums = [...(await rating.aggregates([first.subscription], 100)), ...(await rating.unrated(first.device))]
            return sums.map(({ quantity, records }) => ({ quantity, records }))
          },
          [eleven, eleven, eleven],
          [ten, ten, ten],
        ],
      ])('%s', async (_what, act, owners, strangers) => {
        const [owner, stranger, world] = [newId('tenant'), newId('tenant'), newWorld()]
        await settled(owner, world, 1)
        expect(await write(stranger, (stores) => act(stores, world))).toEqual(strangers)
        expect(await write(owner, (stores) => act(stores, world))).toEqual(owners)
      })
    })

    describe('where only reading was asked for, the storage refuses', () => {
      // Nothing changes, so one world serves all.
      const [owner, nobody, world] = [newId('tenant'), newId('tenant'), newWorld()]
      beforeAll(() => settled(owner, world, 1))

      test.each(writings)('%s', async (_method, { writes, onlyOnce }) => {
        const asked = onlyOnce === undefined ? owner : nobody
        const before = await everything(asked, world)
        await expect(read(asked, (stores) => writes(stores, world, 5))).rejects.toThrow(/read/i)
        expect(await everything(asked, world)).toEqual(before)
      })
    })
  })

  /** All that a tenant can tell of the world. Spent nonces show only by spending them again, so it is undone. */
  async function everything(tenant: TenantId, world: World): Promise<ReadonlyMap<string, unknown>> {
    const found = new Map<string, unknown>()
    const undone = new Error('only asked')
    const asking = write(tenant, async (stores) => {
      for (const [method, { reads }] of readings) found.set(method, await reads(stores, world))
      for (const row of [world.first, world.second]) {
        found.set(`nonce ${row.number}`, await stores.devices.spendNonce(world.first.device, bytesOf(row), 100, 0))
      }
      throw undone
    })
    await expect(asking).rejects.toBe(undone)
    return found
  }
}

/** Own methods and those of a class, whichever way an engine makes its stores. */
function methodsOf(stores: Stores): readonly string[] {
  return Object.entries(stores).flatMap(([name, store]) => {
    if (name === wayAcross) return []
    const layers: object[] = []
    for (let layer = store as object | null; layer !== null && layer !== Object.prototype; layer = Object.getPrototypeOf(layer)) {
      layers.push(layer)
    }
    const methods = new Set(layers.flatMap((layer) => Object.getOwnPropertyNames(layer)))
    methods.delete('constructor')
    return [...methods].map((method) => `${name}.${method}`)
  })
}
