import type { DeviceId } from '@octroi/shared/ids/id'
import { accessRecordTypes, type JournalRecord } from '@octroi/shared/wire/messages/record'
import { type AccessEvent, handedOnDetail } from '../authorizations/access-event.ts'
import type { GrantedAuthorization } from '../authorizations/authorization.ts'
import type { PlacedRecord } from './read-records.ts'

/**
 * The records that stand alone in the business: who opened what, when, and what came of it. An authorization is named
 * only where it was granted on this very device and for this service: what another says about it proves nothing.
 */
export function accessEventOf(
  device: DeviceId,
  { seq, record }: PlacedRecord,
  granted: GrantedAuthorization | undefined,
  overlap?: Uint8Array,
): AccessEvent | undefined {
  const type = accessRecordTypes.find((candidate) => candidate === record.type)
  if (type === undefined) return undefined
  const detail = detailOf(record)
  return {
    device,
    seq,
    ...(overlap === undefined ? {} : { overlap }),
    ...(granted === undefined ? {} : { authorization: granted.id }),
    type,
    service: record.service,
    atMs: record.time,
    timeState: record.timeState,
    ...(detail === undefined ? {} : { detail }),
  }
}

function detailOf(record: JournalRecord): string | undefined {
  switch (record.type) {
    case 'refused':
    case 'lease_refused':
    case 'failed':
      return record.body.reason
    case 'granted':
      return record.body.linkHash === undefined ? undefined : handedOnDetail
    case 'left_open':
      return String(record.body.seconds)
    case 'lease_granted':
    case 'performed':
    case 'safety_action':
      return record.body.action
    case 'fault':
      return record.body.code
    default:
      return undefined
  }
}
