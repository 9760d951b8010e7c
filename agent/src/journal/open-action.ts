import type { AuthorizationId } from '@octroi/shared/ids/id'

/**
 * An action that was granted and has not come to its end: one at a time for each service.
 * `granted`: committed, perhaps not yet moved. `actuated`: moved. `opened`, `closed`: as the driver observed.
 */
export interface OpenAction {
  readonly authorization: AuthorizationId
  readonly phase: 'granted' | 'actuated' | 'opened' | 'closed'
  readonly maxOpenSeconds: number
}
