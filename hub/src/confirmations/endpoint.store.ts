import type { AccountId, EndpointId } from '@octroi/shared/ids/id'
import type { Page, PageRequest } from '../page.ts'
import type { Endpoint } from './endpoint.ts'

export interface EndpointStore {
  insert(endpoint: Endpoint): Promise<void>
  get(id: EndpointId): Promise<Endpoint | undefined>
  of(accounts: readonly AccountId[]): Promise<readonly Endpoint[]>
  /** Of the whole tenant, newest first. */
  list(page: PageRequest): Promise<Page<Endpoint>>
  remove(id: EndpointId): Promise<void>
}
