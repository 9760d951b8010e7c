import type { OpeningState, OpeningWay } from '@octroi/shared/api/vocabulary'
import type { TimeState } from '@octroi/shared/wire/messages/record'
import type { AccessEvent } from './access-event.ts'

/** Something was opened, as its device told: by a movement, or by a safety action that nothing may block. */
export interface BeganOpening extends AccessEvent {
  readonly type: 'opened' | 'safety_action'
  /** When it happened by the device's clock; where that was not set, when the hub was told. */
  readonly listedAtMs: number
}

/** What began an opening, and the records that ended it. */
export interface Opening {
  readonly began: BeganOpening
  readonly way: OpeningWay
  readonly state: OpeningState
  readonly closed?: Moment
  readonly secured?: Moment
  /** It stood open for longer than was allowed. */
  readonly leftOpenSeconds?: number
}

/** When a record was written, by a clock that may not have been set. */
interface Moment {
  readonly atMs: number
  readonly timeState: TimeState
}

/**
 * Folds what the device told of a service after something was opened, in the order of the journal. Whoever closes a lid
 * closes it for everybody: the next closing ends the opening, under whichever authorization it was told.
 */
export function openingOf(began: BeganOpening, after: readonly AccessEvent[]): Opening {
  let [closed, secured]: (Moment | undefined)[] = []
  let leftOpenSeconds: number | undefined
  for (const { type, atMs, timeState, detail } of after) {
    const isOpenedAgain = type === 'opened' || type === 'safety_action'
    if (secured !== undefined || (isOpenedAgain && closed !== undefined)) break
    if (type === 'closed') closed ??= { atMs, timeState }
    if (type === 'secured') secured = { atMs, timeState }
    if (type === 'left_open' && closed === undefined) leftOpenSeconds = Number(detail)
  }
  return {
    began,
    way: wayOf(began),
    state: secured !== undefined ? 'secured' : closed !== undefined ? 'closed' : stateWithoutEnd(began),
    ...(closed === undefined ? {} : { closed }),
    ...(secured === undefined ? {} : { secured }),
    ...(leftOpenSeconds === undefined ? {} : { leftOpenSeconds }),
  }
}

function wayOf({ type, authorization }: BeganOpening): OpeningWay {
  if (type === 'safety_action') return 'safety_action'
  return authorization === undefined ? 'by_hand' : 'permit'
}

/** A safety action need not open anything: that nothing was closed after it says nothing. */
function stateWithoutEnd({ type }: BeganOpening): OpeningState {
  return type === 'opened' ? 'open' : 'not_told'
}
