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
}

export function signReceipt(
  crypto: Crypto,
  keys: KeyPair,
  { device, head, missing, quarantined }: ReceiptFacts,
  nowMs: number,
): Uint8Array {
  const { boot, through } = head
  return signMessage(crypto, receiptMessage, { device, boot, through, head: head.head, missing, quarantined, time: nowMs }, keys)
}
