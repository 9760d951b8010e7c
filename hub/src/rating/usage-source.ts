import type { DeviceId, SubscriptionId } from '@octroi/shared/ids/id'
import type { SeqRange } from '@octroi/shared/wire/messages/journal'

/** One line of a bill: a price of a subscription in one version of the catalogue, in one band and one period. */
export interface LineKey {
  readonly subscription: SubscriptionId
  readonly price: string
  readonly version: number
  readonly band: string
  readonly periodFromMs: number
}

/** Which records of one batch a line counts, but openings, which have charges of their own: so that a sum can be walked back to the records that the device signed. */
export interface UsageSource extends LineKey {
  readonly device: DeviceId
  /** The boot of the batch, where it is a released overlap: another boot used its numbers too. */
  readonly overlap?: Uint8Array
  /** In order and apart; the first of them finds the batch. */
  readonly seqs: readonly SeqRange[]
  /** Records whose usage began on this line. */
  readonly records: number
}
