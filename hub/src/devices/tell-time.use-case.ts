import type { DeviceId } from '@octroi/shared/ids/id'
import { signMessage } from '@octroi/shared/wire/message'
import { timeMessage } from '@octroi/shared/wire/messages/session'
import type { Environment } from '../environment.ts'
import { journalStanding } from '../proof/journal-standing.use-case.ts'
import { signReceipt } from '../proof/receipt.ts'
import type { Stores } from '../stores.ts'
import { unsealKey } from '../tenants/signer.ts'

/** Signed messages of one moment: the hub's time over a nonce of the device, and what it holds of its journal. */
export interface ToldTime {
  readonly time: Uint8Array
  readonly receipt: Uint8Array
}

/**
 * Never the time alone: with it a device accepts permits, so it must learn as well whether its disk forgot what it used. Of
 * one moment, so that nobody can bring a time of now with a receipt of before.
 */
export async function tellTime(
  { tenants, journals }: Pick<Stores, 'tenants' | 'journals'>,
  { crypto, nowMs, sealer }: Pick<Environment, 'crypto' | 'nowMs' | 'sealer'>,
  { device, nonce }: { readonly device: DeviceId; readonly nonce: Uint8Array },
): Promise<ToldTime> {
  const standing = await journalStanding({ journals }, device)
  const highest = Math.max(standing.head.through, await journals.highest(device))
  const keys = unsealKey(sealer, await tenants.signingKey('receipts'))
  const time = nowMs()
  return {
    time: signMessage(crypto, timeMessage, { device, nonce, time }, keys),
    receipt: signReceipt(crypto, keys, { device, ...standing, quarantined: [], highest }, time),
  }
}
