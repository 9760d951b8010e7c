import type { AuthorizationId } from '@octroi/shared/ids/id'

/**
 * An action that was granted and has not come to its end: the newest one of each service.
 * `granted`: committed, perhaps not yet moved. `actuated`: moved. `opened`, `closed`: as the driver observed. `unsecured`:
 * closed, and the bolt did not run home in time.
 */
export interface OpenAction {
  readonly authorization: AuthorizationId
  readonly phase: 'granted' | 'actuated' | 'opened' | 'closed' | 'unsecured'
  readonly maxOpenSeconds: number
  /** Counts its phases, so that a timer that was set for one does not go off in a later one. */
  readonly turn: number
}
