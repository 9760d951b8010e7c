import type { AuthorizationId, DeviceId } from '@octroi/shared/ids/id'
import type { accessRecordTypes, TimeState } from '@octroi/shared/wire/messages/record'

/** A record of the device about an authorization. */
export interface AccessEvent {
  readonly device: DeviceId
  readonly seq: number
  /** The boot it is of, where another boot used its number too: an overlap that the operator released. */
  readonly overlap?: Uint8Array
  readonly authorization?: AuthorizationId
  readonly type: AccessEventType
  readonly service: string
  readonly atMs: number
  readonly timeState: TimeState
  /** The reason code of a refusal or failure, the seconds something stood open, or that a permit had been handed on. */
  readonly detail?: string
}

/** Of a grant: its permit was shown with a link of its holder, by somebody else. */
export const handedOnDetail = 'handed_on'

export type AccessEventType = (typeof accessRecordTypes)[number]
