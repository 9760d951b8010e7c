import type { CatalogueVersion, VersionReader } from './catalogue.store.ts'

/** Reads each version once, for a list of subscriptions that mostly follow the same ones. */
export function readVersionsOnce(catalogue: VersionReader): VersionReader {
  const known = new Map<number, CatalogueVersion | undefined>()
  return {
    async get(number) {
      if (!known.has(number)) known.set(number, await catalogue.get(number))
      return known.get(number)
    },
    touching: (range) => catalogue.touching(range),
  }
}
