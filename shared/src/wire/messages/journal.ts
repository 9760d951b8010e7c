import { bytes, bytesUpTo, type FieldType, id, list, type SeqRange, seqRange, timeMs, uint } from '../fields.ts'
import { message } from '../message.ts'
import { optional, required, table, type ValueOf } from '../table.ts'

export const recordsPerBatchAtMost = 1000
/** A record with its longest body stays below this; so a full batch stays below the packet limit of 1 MiB. */
export const recordBytesAtMost = 1024

/** Sequence numbers count from 1 and go on across boots. Above 2^53 - 1 they are refused. */
const seq: FieldType<number> = { ...uint({ least: 1 }), cddl: 'seq' }

/** The signed slice of a journal. Its records travel beside it; record i is leaf i and has `seq = first + i`. */
const batchClaims = table('batch-claims', {
  device: required(1, id('device')),
  boot: required(2, bytes(16)),
  first: required(3, seq),
  count: required(4, uint({ least: 1, most: recordsPerBatchAtMost })),
  /** SHA-256 of the previous batch's payload; 32 zero bytes before the first. */
  previous: required(5, bytes(32)),
  /** Merkle tree hash (RFC 9162, 2.1.1) over the records' bytes. */
  root: required(6, bytes(32)),
})

export type Batch = ValueOf<typeof batchClaims>
export const batchMessage = message('batch', batchClaims, 512)

/** The value of `previous` in a device's first batch. */
export const chainStart = new Uint8Array(32)

/** What travels on `up` and `backlog`: the signed batch and its records, byte for byte as they were sealed. */
export const envelope = table('envelope', {
  batch: required(1, bytesUpTo(batchMessage.maxBytes)),
  records: required(2, list(bytesUpTo(recordBytesAtMost), { least: 1, most: recordsPerBatchAtMost })),
})

export type Envelope = ValueOf<typeof envelope>

/** Ranges of one kind that a receipt carries; what is beyond waits for the next one. */
export const receiptRangesAtMost = 64

/** What the hub holds durably of a journal, so that the device may forget it and knows what to send again. */
const receiptClaims = table('receipt-claims', {
  device: required(1, id('device')),
  /** The boot of the newest batch that counts towards `through`; zeros before the first. */
  boot: required(2, bytes(16)),
  /** Highest sequence number with no hole below it; 0 before the first. */
  through: required(3, uint()),
  /** SHA-256 of the payload of the batch that ends at `through`. */
  head: required(4, bytes(32)),
  /** Holes above `through`: send the sealed batches that cover them again. */
  missing: required(5, list(seqRange, { most: receiptRangesAtMost })),
  /** Records that were received but set apart; they count as received. */
  quarantined: required(6, list(seqRange, { most: receiptRangesAtMost })),
  time: required(7, timeMs),
  /** SHA-256 of the payload of the batch this answers: the hub holds that one, whatever became of it. */
  answers: optional(8, bytes(32)),
  /** As a session opens: the last record the hub holds at all, above holes too. A device that knows fewer was restored. */
  highest: optional(9, uint()),
})

export type Receipt = ValueOf<typeof receiptClaims>
export type { SeqRange }
export const receiptMessage = message('receipt', receiptClaims, 4096)
