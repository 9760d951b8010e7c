import { isDeepStrictEqual } from 'node:util'
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
      // What a method does is undone, so one world serves all; a tenant that is made is made in another.
      const lived: Neighbours = { owner: newId('tenant'), twin: newId('tenant'), world: newWorld() }
      let livedBefore: readonly [Told, Told]
      beforeAll(async () => {
        const { owner, twin, world } = lived
        await settled(owner, world, 1)
        await settled(twin, world, 2)
        livedBefore = await undone(owner, (of) => both(of, lived))
      })

      test.each(writings)('%s', async (method, { writes, onlyOnce }) => {
        const empty: Neighbours = { owner: newId('tenant'), twin: newId('tenant'), world: newWorld() }
        const neighbours = onlyOnce === undefined ? lived : empty
        const { owner, twin, world } = neighbours
        const store = method.slice(0, method.indexOf('.'))
        await undone(owner, async (of) => {
          const [owners, twins] = onlyOnce === undefined ? livedBefore : await both(of, neighbours)
          await writes(of(newId('tenant')), world, 3)
          await writes(of(twin), world, 4)
          expect(await everything(of(owner), world)).toEqual(owners)
          expect(await differs(of(twin), world, twins, store)).toBe(true)
        })
        await undone(owner, async (of) => {
          const [owners, twins] = onlyOnce === undefined ? livedBefore : await both(of, neighbours)
          await writes(of(owner), world, 5)
          expect(await everything(of(twin), world)).toEqual(twins)
          expect(await differs(of(owner), world, owners, store)).toBe(true)
        })
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
      const look = () => Promise.all([owner, nobody].map((tenant) => undone(tenant, (of) => everything(of(tenant), world))))
      let before: readonly unknown[]
      beforeAll(async () => {
        await settled(owner, world, 1)
        before = await look()
      })

      test.each(writings)('%s', async (_method, { writes, onlyOnce }) => {
        const asked = onlyOnce === undefined ? owner : nobody
        await expect(read(asked, (stores) => writes(stores, world, 5))).rejects.toThrow(/read/i)
      })

      test('and nothing has changed', async () => {
        expect(await look()).toEqual(before)
      })
    })
  })

  /** Work on the stores of any tenant in one transaction, which is then undone. Each tenant has one set of them: what it wrote, it knows. */
  async function undone<T>(own: TenantId, work: (of: StoresOf) => Promise<T>): Promise<T> {
    const over = new Error('only asked')
    let answer: { readonly value: T } | undefined
    const asking = write(own, async (stores) => {
      const taken = new Map([[own, stores]])
      const of = (tenant: TenantId): Stores => {
        const those = taken.get(tenant) ?? stores.across.of(tenant)
        taken.set(tenant, those)
        return those
      }
      answer = { value: await work(of) }
      throw over
    })
    await asking.catch((error: unknown) => {
      if (error !== over) throw error
    })
    if (answer === undefined) throw new Error('it was undone before it was done')
    return answer.value
  }
}

/** What each method that reads answers. */
type Told = ReadonlyMap<string, unknown>

type StoresOf = (tenant: TenantId) => Stores

interface Neighbours {
  readonly owner: TenantId
  readonly twin: TenantId
  readonly world: World
}

/** All that a tenant can tell of the world. */
async function everything(stores: Stores, world: World): Promise<Told> {
  const answers = await Promise.all(readings.map(async ([method, { reads }]) => [method, await reads(stores, world)] as const))
  return new Map<string, unknown>([...answers, ['nonces', await spentNonces(stores, world)]])
}

async function both(of: StoresOf, { owner, twin, world }: Neighbours): Promise<readonly [Told, Told]> {
  return [await everything(of(owner), world), await everything(of(twin), world)]
}

/** Whether anything is otherwise than it was, looked at first where it should be. */
async function differs(stores: Stores, world: World, before: Told, store: string): Promise<boolean> {
  const own = readings.filter(([method]) => method.startsWith(`${store}.`))
  for (const [method, { reads }] of [...own, ...readings]) {
    if (!isDeepStrictEqual(await reads(stores, world), before.get(method))) return true
  }
  return !isDeepStrictEqual(await spentNonces(stores, world), before.get('nonces'))
}

const never = new Uint8Array(16).fill(255)

/** They show only by spending them again; what expires at once is forgotten with the next. */
async function spentNonces({ devices }: Stores, { first, second }: World): Promise<readonly boolean[]> {
  const fresh: boolean[] = []
  for (const row of [first, second]) fresh.push(await devices.spendNonce(first.device, bytesOf(row), 1, 0))
  await devices.spendNonce(first.device, never, 1, 1)
  return fresh
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
