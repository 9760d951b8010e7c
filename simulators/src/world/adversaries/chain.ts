import type { Identity } from '@octroi/agent/enrolment/identity'
import type { Crypto } from '@octroi/shared/crypto/crypto'
import { type SealedBatch, sealBatch } from '@octroi/shared/proof/seal-batch'
import { chainStart } from '@octroi/shared/wire/messages/journal'
import { encodeRecord, type JournalRecord } from '@octroi/shared/wire/messages/record'

type Signer = Pick<Identity, 'device' | 'keys'>

/** A journal written by hand: sealed as an agent seals, by whoever holds a key, and at any place. */
export class Chain {
  private readonly crypto: Crypto
  private readonly boot: Uint8Array
  private end: Pick<SealedBatch, 'last' | 'payloadHash'> = { last: 0, payloadHash: chainStart }

  constructor(crypto: Crypto, boot: Uint8Array) {
    this.crypto = crypto
    this.boot = boot
  }

  /** What would come next. The chain goes on from it only once it is kept. */
  sealed(signer: Signer, records: readonly JournalRecord[]): SealedBatch {
    const placed = records.map((record, index) => ({
      seq: this.end.last + 1 + index,
      boot: this.boot,
      bytes: encodeRecord(record),
    }))
    return sealBatch(this.crypto, signer, this.end.payloadHash, placed)
  }

  keep({ last, payloadHash }: SealedBatch): void {
    this.end = { last, payloadHash }
  }
}
