export interface PageOf<T> {
  readonly items: readonly T[]
  readonly next?: string | undefined
}

/** Every item of a list, asked for page by page as they are used. */
export async function* itemsOf<T>(page: (query: string) => Promise<PageOf<T>>): AsyncGenerator<T> {
  for (let query = '?limit=100'; ; ) {
    const { items, next } = await page(query)
    yield* items
    if (next === undefined) return
    query = `?limit=100&after=${encodeURIComponent(next)}`
  }
}
