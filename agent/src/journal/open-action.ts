import type { AuthorizationId } from '@octroi/shared/ids/id'

/**
 * An action that was granted and has not come to its end: the newest one of each service.
 * `granted`: committed, perhaps not yet moved. `actuated`: moved. `opened`, `closed`: as the driver observed. `unsecured`:
 * closed, and the bolt did not run home in time.
 */
export interface OpenAction {
  /** Absent where the device acts for its own account. */
  readonly authorization?: AuthorizationId
  readonly action: string
  /** Tells it from every other action, so that what becomes of one is not taken for what becomes of the next. */
  readonly act: number
  readonly phase: 'granted' | 'actuated' | 'opened' | 'closed' | 'unsecured'
  readonly maxOpenSeconds: number
  /** Counts its phases, so that a timer that was set for one does not go off in a later one. */
  readonly turn: number
}

/** What its records name it by. */
export function named({ authorization }: OpenAction): Pick<OpenAction, 'authorization'> {
  return authorization === undefined ? {} : { authorization }
}
