import type { Storage, Stores } from '@octroi/hub/stores'
import type { Life } from '../life.ts'

/**
 * The database as one of several hubs sees it, over a connection that ends with its program: what a transaction did until then is
 * undone, and the other hubs go on. Each call of a store is a point at which the program may end.
 */
export function clientStorage(storage: Storage, life: Life): Storage {
  const broken = new Promise<never>((_, reject) => life.onEnd(() => reject(new Error('the connection to the database broke'))))
  // Nobody may be waiting as it breaks.
  broken.catch(() => undefined)
  const through = <T>(work: () => Promise<T>): Promise<T> => life.step().then(() => life.guard(work()))
  const within =
    <T>(work: (stores: Stores) => Promise<T>) =>
    (stores: Stores): Promise<T> =>
      Promise.race([work(storesThrough(stores, through)), broken])
  return {
    ...methodsThrough(storage, through),
    queue: methodsThrough(storage.queue, through),
    transaction: (tenant, work) => through(() => storage.transaction(tenant, within(work))),
    read: (tenant, work) => through(() => storage.read(tenant, within(work))),
    lookUp: (tenant, work) => through(() => storage.lookUp(tenant, within(work))),
  }
}

type Through = <T>(work: () => Promise<T>) => Promise<T>

function storesThrough(stores: Stores, through: Through): Stores {
  const { across, ...own } = stores
  const there = Object.entries(own).map(([name, store]) => [name, methodsThrough(store, through)])
  const others = { own: across.own, of: (tenant: typeof across.own) => storesThrough(across.of(tenant), through) }
  return { ...(Object.fromEntries(there) as typeof own), across: others }
}

/** The same object, each of whose methods goes through. */
function methodsThrough<T extends object>(whole: T, through: Through): T {
  return new Proxy(whole, {
    get: (target, name) => {
      const own: unknown = Reflect.get(target, name)
      return typeof own === 'function' ? (...given: unknown[]) => through(() => own.apply(target, given)) : own
    },
  })
}
