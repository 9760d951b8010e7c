import { keyLengthAtMost } from '../../api/vocabulary.ts'
import { actionNameLengthAtMost } from '../../decisions/action-name.ts'
import { type Fault, fault } from '../../errors/fault.ts'
import { invariant } from '../../errors/invariant.ts'
import { err, ok, type Result } from '../../errors/result.ts'
import type { AuthorizationId } from '../../ids/id.ts'
import { type CborValue, decodeCbor, encodeCbor } from '../cbor.ts'
import { bytes, type FieldType, flag, id, oneOf, quantity, seqRange, text, timeMs, timeSeconds, uint } from '../fields.ts'
import { optional, required, type Table, table, type ValueOf } from '../table.ts'
import { recordBytesAtMost } from './journal.ts'
import { codeNumberField, generationField } from './passcode.ts'

const empty = table('empty-body', {})

/** The body of each record type, with the number of the type. Numbers are never reused. */
export const recordBodies = {
  /** The agent began a new boot. */
  started: { number: 1, body: empty },
  /** A permit or a command was accepted and one use of it spent, before anything moved. */
  granted: {
    number: 2,
    body: table('granted-body', {
      action: required(1, text(actionNameLengthAtMost)),
      /** SHA-256 of the whole permit or command as issued. */
      permitHash: required(2, bytes(32)),
      /** Which use of the permit this was, from 1. */
      use: required(3, uint({ least: 1, most: 255 })),
      /** SHA-256 of the link by which the holder had handed the permit on. */
      linkHash: optional(4, bytes(32)),
    }),
  },
  refused: {
    number: 3,
    body: table('refused-body', {
      reason: required(1, text(64)),
      /** Absent where a passcode was typed: of that nothing is written down, not even a hash. */
      permitHash: optional(2, bytes(32)),
    }),
  },
  actuated: { number: 4, body: empty },
  failed: { number: 5, body: table('failed-body', { reason: required(1, text(64)) }) },
  opened: { number: 6, body: empty },
  closed: { number: 7, body: empty },
  secured: { number: 8, body: empty },
  /** Still not closed after the permit's `maxOpenSeconds`. */
  left_open: { number: 9, body: table('left-open-body', { seconds: required(1, uint()) }) },
  /** Power was lost between `granted` and `actuated`: nobody knows whether it moved. */
  outcome_unknown: { number: 10, body: empty },
  reading: {
    number: 11,
    body: table('reading-body', {
      meter: required(1, text(64)),
      /** The interval the quantity was used in, `[start, end)`. */
      start: required(2, timeMs),
      end: required(3, timeMs),
      /** In 1e-9 of the meter's unit. */
      quantity: required(4, quantity),
    }),
  },
  /** A local physical action that nothing may block, told afterwards. */
  safety_action: {
    number: 12,
    body: table('safety-action-body', { action: required(1, text(64)), late: required(2, flag) }),
  },
  fault: {
    number: 13,
    body: table('fault-body', {
      code: required(1, text(64)),
      /** Records of this journal that will never come: what was sealed of them was damaged on the disk. */
      gone: optional(2, seqRange),
    }),
  },
  /** The hub holds more of this journal than the device itself: its disk came back from a copy. It goes on after it. */
  restored: { number: 14, body: table('restored-body', { through: required(1, uint()) }) },
  /** A newer list of revocations is kept: what it denies is not accepted from here on. */
  revocation_applied: { number: 15, body: table('revocation-applied-body', { version: required(1, uint({ least: 1 })) }) },
  /** A passcode was typed and is spent, before anything moved: which code it was, and not its digits. */
  passcode_granted: {
    number: 16,
    body: table('passcode-granted-body', {
      action: required(1, text(actionNameLengthAtMost)),
      slotStart: required(2, timeSeconds),
      n: required(3, codeNumberField),
      generation: required(4, generationField),
    }),
  },
  /** The device begins an action for its own account, because its lease allows it. */
  lease_granted: {
    number: 17,
    body: table('lease-granted-body', {
      action: required(1, text(keyLengthAtMost)),
      leaseSeq: required(2, uint({ least: 1 })),
    }),
  },
  /** An action was carried out that is over with it: nothing opened, so nothing is to be closed. */
  performed: { number: 18, body: table('performed-body', { action: required(1, text(keyLengthAtMost)) }) },
  /** A newer lease is kept: the device acts by it from here on. */
  lease_applied: { number: 19, body: table('lease-applied-body', { leaseSeq: required(1, uint({ least: 1 })) }) },
  lease_refused: {
    number: 20,
    body: table('lease-refused-body', {
      action: required(1, text(keyLengthAtMost)),
      reason: required(2, text(64)),
      /** 0 where the device has no lease. */
      leaseSeq: required(3, uint()),
    }),
  },
} as const

/** Those that tell of an access: they go to the hub at once, and stand alone in the business. */
export const accessRecordTypes = [
  'granted',
  'refused',
  'actuated',
  'failed',
  'opened',
  'closed',
  'secured',
  'left_open',
  'outcome_unknown',
  'lease_granted',
  'lease_refused',
  'performed',
  'safety_action',
  'fault',
  'passcode_granted',
] as const satisfies readonly (keyof typeof recordBodies)[]

/** Those by which a device lets an action begin: with a permit, or with a passcode. */
const grantRecordTypes: readonly RecordType[] = ['granted', 'passcode_granted']

/** Whether a record of this type begins an action. Whoever asks this needs not know in which form it was granted. */
export function beginsAction(type: RecordType): boolean {
  return grantRecordTypes.includes(type)
}

export type RecordType = keyof typeof recordBodies
export type RecordBody<T extends RecordType> = ValueOf<(typeof recordBodies)[T]['body']>

/** How far the device could trust its clock when it wrote the record; see `docs/concepts.md`. */
export const timeStates = { unknown: 0, floor: 1, synced: 2 } as const
export type TimeState = keyof typeof timeStates
export const timeStateNames = ['unknown', 'floor', 'synced'] as const satisfies readonly TimeState[]

const typeNumbers = Object.fromEntries(Object.entries(recordBodies).map(([name, { number }]) => [name, number])) as {
  readonly [T in RecordType]: (typeof recordBodies)[T]['number']
}

/** Read in a second step, by the table of the record's type. */
const bodyMap: FieldType<CborValue> = { cddl: 'record-body', encode: (value) => value, decode: (raw) => raw }

export const recordFields = table('record', {
  /** When it was journalled, by the device's clock; with `unknown` it says nothing. */
  time: required(1, timeMs),
  timeState: required(2, oneOf('time-state', timeStates)),
  type: required(3, oneOf('record-type', typeNumbers)),
  service: required(4, text(64)),
  authorization: optional(5, id('authorization')),
  body: required(6, bodyMap),
  /** Random, so that a sibling hash in an inclusion proof reveals nothing of a neighbour's content. */
  salt: required(7, bytes(16)),
})

interface RecordCommon {
  readonly time: number
  readonly timeState: TimeState
  readonly service: string
  readonly authorization?: AuthorizationId
  readonly salt: Uint8Array
}

/** One fact in a device's journal. Its identity `(device, boot, seq)` comes from its place in a batch. */
export type JournalRecord = { [T in RecordType]: RecordCommon & { readonly type: T; readonly body: RecordBody<T> } }[RecordType]

export function encodeRecord(record: JournalRecord): Uint8Array {
  const bodyTable = recordBodies[record.type].body as Table<unknown>
  const encoded = encodeCbor(recordFields.encode({ ...record, body: bodyTable.encode(record.body) }))
  invariant(encoded.length <= recordBytesAtMost, `a record is at most ${recordBytesAtMost} bytes`)
  return encoded
}

export function decodeRecord(encoded: Uint8Array): Result<JournalRecord, readonly Fault[]> {
  if (encoded.length > recordBytesAtMost) {
    return err([fault('', 'malformed', `record longer than ${recordBytesAtMost} bytes`)])
  }
  const raw = decodeCbor(encoded)
  if (!raw.ok) return err([fault('', 'malformed', raw.error)])
  const faults: Fault[] = []
  const record = recordFields.decode(raw.value, '', faults)
  if (record === undefined) return err(faults)
  const bodyTable = recordBodies[record.type].body as Table<unknown>
  const body = bodyTable.decode(record.body, 'body', faults)
  return body === undefined ? err(faults) : ok({ ...record, body } as JournalRecord)
}
