import type { AccountId } from '@octroi/shared/ids/id'

export const deviceLookouts = ['registered', 'enrolled', 'frozen', 'suspended'] as const
/** What a list of devices is asked for: the state, or those that the operator keeps away; `enrolled` are those in service. */
export type DeviceLookout = (typeof deviceLookouts)[number]

/** What a list of devices is narrowed to. */
export interface DeviceFilter {
  readonly owner?: AccountId
  readonly state?: DeviceLookout
  /** The beginning of an id or of a label. */
  readonly text?: string
}

export const troubles = ['quarantine', 'gap', 'lease', 'clock'] as const
/**
 * What may need a person: `quarantine` waits to be decided, `gap` is missing in the journal, `lease` was given and is not
 * applied, `clock` was not set as the newest record was written.
 */
export type Trouble = (typeof troubles)[number]

/** What comes late need not be lost: until then it is no trouble. */
export const troubleAfterMs = 60_000
