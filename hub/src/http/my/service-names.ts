import type { Stores } from '../../stores.ts'

/** What the newest catalogue calls each service; the key stands for one it no longer has. */
export async function serviceNames({ catalogue }: Pick<Stores, 'catalogue'>): Promise<ReadonlyMap<string, string>> {
  const version = await catalogue.latest()
  return new Map(Object.entries(version?.catalogue.services ?? {}).map(([key, { name }]) => [key, name]))
}
