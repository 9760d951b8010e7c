import type { Outcome } from '@octroi/shared/api/vocabulary'
import type { AccountId, AuthorizationId, DeviceId } from '@octroi/shared/ids/id'
import type { Page, PageRequest } from '../page.ts'
import type { AccessEvent } from './access-event.ts'
import type { Authorization, GrantedAuthorization } from './authorization.ts'

export interface AuthorizationStore {
  insert(authorization: Authorization): Promise<void>
  get(id: AuthorizationId): Promise<Authorization | undefined>
  getGranted(ids: readonly AuthorizationId[]): Promise<readonly GrantedAuthorization[]>
  list(page: PageRequest, requester?: AccountId): Promise<Page<Authorization>>
  setOutcome(id: AuthorizationId, outcome: Outcome): Promise<void>

  insertEvents(events: readonly AccessEvent[]): Promise<void>
  /** Of each authorization, in the order of the journal. */
  eventsOf(ids: readonly AuthorizationId[]): Promise<readonly AccessEvent[]>
  /** Of a device, newest first. */
  deviceEvents(page: PageRequest, device: DeviceId): Promise<Page<AccessEvent>>
}
