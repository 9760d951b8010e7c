import type { OutboxQueue } from '@octroi/hub/outbox/outbox.store'
import type { Page, PageRequest } from '@octroi/hub/page'
import type { Stores } from '@octroi/hub/stores'
import type { TenantId } from '@octroi/shared/ids/id'

/** The storage under test, as the parts of its contract reach it; it may be closed and opened again in between. */
export interface OpenStorage extends OutboxQueue {
  readonly write: <T>(tenant: TenantId, work: (stores: Stores) => Promise<T>) => Promise<T>
  readonly read: <T>(tenant: TenantId, work: (stores: Stores) => Promise<T>) => Promise<T>
  readonly lookUp: <T>(tenant: TenantId, work: (stores: Stores) => Promise<T>) => Promise<T>
  readonly tenants: () => Promise<readonly TenantId[]>
  readonly reopen: () => Promise<void>
}

const pagesAtMost = 20

/** Every page of a list, from the first to the one without `next`. */
export async function pagesOf<T>(
  limit: number,
  list: (page: PageRequest) => Promise<Page<T>>,
): Promise<readonly (readonly T[])[]> {
  const pages: (readonly T[])[] = []
  let page = await list({ limit })
  pages.push(page.items)
  while (page.next !== undefined) {
    if (pages.length === pagesAtMost) throw new Error('the list never ends')
    page = await list({ limit, after: page.next })
    pages.push(page.items)
  }
  return pages
}
