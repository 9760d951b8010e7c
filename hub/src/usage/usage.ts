import type { AuthorizationId } from '@octroi/shared/ids/id'

/** One record as a metered quantity: an event (`fromMs = untilMs`), or what an interval used. */
export interface Usage {
  /** The record's place in the journal of its device. */
  readonly seq: number
  readonly service: string
  readonly record: 'opened' | 'reading'
  /** Which of the device's meters was read; absent for events. */
  readonly reading?: string
  readonly fromMs: number
  readonly untilMs: number
  /** In 1e-9 of the meter's unit; an event counts one whole unit. */
  readonly quantity: bigint
  /** The authorization the action was done under: it names who pays. */
  readonly authorization?: AuthorizationId
}
