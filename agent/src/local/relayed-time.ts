import { decodeBase64url } from '@octroi/shared/crypto/bytes'
import { isLive } from '../acting/nonces.ts'
import type { ActingShell } from '../acting/shell.ts'
import type { AgentEnvironment } from '../environment.ts'
import type { Journal } from '../journal/journal.ts'
import { openReceipt, openTime } from '../uplink/open-session.ts'

/** What the hub told somebody who stands before the device; base64url. */
export interface RelayedTime {
  readonly time: string
  readonly receipt: string
}

interface Hearing {
  readonly environment: Pick<AgentEnvironment, 'crypto' | 'monotonicMs'>
  readonly shell: ActingShell
  readonly journal: Journal
}

/**
 * Learns the time from the hub through whoever stands before the device, where no session told it in this boot. As in a
 * session, the device first holds its journal against what the hub holds of it: a disk that was put back from a copy has
 * forgotten which permits were used. What does not verify, or is of two moments, says nothing.
 */
export async function hearRelayedTime({ environment, shell, journal }: Hearing, relayed: RelayedTime): Promise<void> {
  const { keyset, device, nonces } = shell.state
  const { crypto, monotonicMs } = environment
  if (shell.time().state === 'synced') return
  const time = openTime(crypto, keyset, device, decodeBase64url(relayed.time))
  // Before anything is done by it: an answer to an old nonce is of a moment that is over.
  if (time === undefined || !isLive(nonces, time.nonce, monotonicMs())) return
  const receipt = openReceipt(crypto, keyset, device, decodeBase64url(relayed.receipt), time.time)
  if (receipt === undefined || receipt.time !== time.time) return
  if (!(await journal.continues(receipt))) await shell.fallBehind(receipt, receipt.time)
  if (shell.answerRelayedTime(time, nonces)) await shell.hubTimeKnown(time.time)
}
