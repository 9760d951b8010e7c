import type { UnsealedRecord } from '@octroi/agent/journal/journal'
import type { Crypto, KeyPair } from '@octroi/shared/crypto/crypto'
import type { DeviceId } from '@octroi/shared/ids/id'
import { sealBatch } from '@octroi/shared/proof/seal-batch'
import { chainStart } from '@octroi/shared/wire/messages/journal'
import { encodeRecord, type JournalRecord } from '@octroi/shared/wire/messages/record'

/** A record before the journal salts it. */
export type DraftRecord = JournalRecord extends infer R ? (R extends JournalRecord ? Omit<R, 'salt'> : never) : never

/** A batch as it would travel, and what a later one would follow. */
export interface Written {
  readonly envelope: Uint8Array
  readonly payloadHash: Uint8Array
  readonly first: number
  readonly last: number
}

/** Writes a device's journal as the agent does: the same sealing, with keys and boots of the test's choosing. */
export class JournalWriter {
  private readonly crypto: Crypto
  private readonly signer: { readonly device: DeviceId; readonly keys: KeyPair }
  private seq = 0
  private previous: Uint8Array = chainStart
  private boot: Uint8Array = new Uint8Array(16).fill(1)

  constructor(crypto: Crypto, device: DeviceId, keys: KeyPair) {
    this.crypto = crypto
    this.signer = { device, keys }
  }

  /** The next batch of the chain. */
  batch(...records: readonly DraftRecord[]): Written {
    return this.rawBatch(records.map((record, index) => encodeRecord({ ...record, salt: this.salt(index) })))
  }

  /** The next batch, over bytes that need not be records. */
  rawBatch(encoded: readonly Uint8Array[]): Written {
    const records: UnsealedRecord[] = encoded.map((bytes, index) => ({
      seq: this.seq + 1 + index,
      boot: this.boot,
      bytes,
      isUrgent: false,
    }))
    const sealed = sealBatch(this.crypto, this.signer, this.previous, records)
    this.seq = sealed.last
    this.previous = sealed.payloadHash
    return sealed
  }

  /** A new start of the device: the chain goes on, the boot is another. */
  reboot(): void {
    this.boot = this.boot.map((byte) => byte + 1)
  }

  /** Back to an earlier place, as a disk that was restored, or a second copy of the device. */
  rewind(to: { readonly seq: number; readonly previous: Uint8Array }): void {
    this.seq = to.seq
    this.previous = to.previous
  }

  private salt(index: number): Uint8Array {
    return new Uint8Array(16).fill((this.seq + index) % 256)
  }
}
