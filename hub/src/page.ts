/** A slice of a list in the order of its ids, newest first. `after` is the id that ended the slice before. */
export interface PageRequest {
  readonly after?: string
  readonly limit: number
}

export interface Page<T> {
  readonly items: readonly T[]
  /** Give it as `after` to go on; absent at the end. */
  readonly next?: string
}

/** Cuts a page from one item more than was asked for. */
export function pageOf<T>(items: readonly T[], limit: number, idOf: (item: T) => string): Page<T> {
  const kept = items.slice(0, limit)
  const last = kept.at(-1)
  return items.length > limit && last !== undefined ? { items: kept, next: idOf(last) } : { items: kept }
}

/** Every item of a list in its order, read so many at a time. */
export async function* everyOf<T>(list: (page: PageRequest) => Promise<Page<T>>, atOnce: number): AsyncGenerator<T, void> {
  for (let after: string | undefined, isMore = true; isMore; ) {
    const { items, next } = await list({ limit: atOnce, ...(after === undefined ? {} : { after }) })
    yield* items
    after = next
    isMore = next !== undefined
  }
}
