import type { AuthorizationId } from '@octroi/shared/ids/id'

/** One record as a metered quantity: what an interval used, or an action that happened. */
export type Usage = ReadingUsage | ActionUsage

interface Metered {
  /** The record's place in the journal of its device. */
  readonly seq: number
  readonly service: string
  /** In 1e-9 of the meter's unit; an action counts one whole unit. */
  readonly quantity: bigint
  /** What else is known of it, by name: what was done, say. */
  readonly attributes?: Readonly<Record<string, string>>
}

export interface ReadingUsage extends Metered {
  readonly record: 'reading'
  /** Which of the device's meters was read. */
  readonly reading: string
  /** Told by a service without a device, and counted by meters of such. */
  readonly isFromEvents?: boolean
  /** The interval the quantity was used in, `[fromMs, untilMs)`. */
  readonly fromMs: number
  readonly untilMs: number
}

/** It happened at one moment between `fromMs` and `untilMs`, both included: the same where the device knew the time. */
export interface ActionUsage extends Metered {
  readonly record: 'opened' | 'performed'
  /** The authorization the action was done under, where it was granted for it: it names who pays. */
  readonly authorization?: AuthorizationId
  /** The device did it for its own account, which pays. */
  readonly isOwn: boolean
  readonly fromMs: number
  readonly untilMs: number
}
