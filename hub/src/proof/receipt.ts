import type { Crypto, KeyPair } from '@octroi/shared/crypto/crypto'
import type { DeviceId } from '@octroi/shared/ids/id'
import { signMessage } from '@octroi/shared/wire/message'
import { receiptMessage, type SeqRange } from '@octroi/shared/wire/messages/journal'
import type { JournalHead } from './journal-head.ts'

/** What the hub tells a device it holds durably. Sign it only after the commit. */
export interface ReceiptFacts {
  readonly device: DeviceId
  readonly head: JournalHead
  readonly missing: readonly SeqRange[]
  readonly quarantined: readonly SeqRange[]
  /** Hash of the payload of the batch that is answered, where the hub holds it under the device's signature. */
  readonly answers?: Uint8Array
  /** The last record held at all, told as a session opens. */
  readonly highest?: number
}

export function signReceipt(crypto: Crypto, keys: KeyPair, { device, head, ...rest }: ReceiptFacts, nowMs: number): Uint8Array {
  const { boot, through } = head
  return signMessage(crypto, receiptMessage, { ...rest, device, boot, through, head: head.head, time: nowMs }, keys)
}
