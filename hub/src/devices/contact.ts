import type { DeviceId } from '@octroi/shared/ids/id'
import type { TimeState } from '@octroi/shared/wire/messages/record'

/** What was last heard of a device. */
export interface Contact {
  readonly device: DeviceId
  readonly connectedAtMs?: number
  /** When a batch was last taken in. */
  readonly toldAtMs?: number
  /** How far the device trusted its clock as it wrote its newest record. */
  readonly timeState?: TimeState
}

/** A batch that was taken in, by its newest record. */
export interface Told {
  readonly atMs: number
  readonly seq: number
  readonly timeState: TimeState | undefined
}

/** The later of what was heard. */
export function lastContactMs({ connectedAtMs, toldAtMs }: Contact): number | undefined {
  const last = Math.max(connectedAtMs ?? 0, toldAtMs ?? 0)
  return last === 0 ? undefined : last
}
