import type { toldTimeSchema } from '@octroi/shared/api/authorizations'
import { decodeBase64url } from '@octroi/shared/crypto/bytes'
import type { z } from 'zod'
import { handedOutAtMs } from '../acting/nonces.ts'
import type { ActingShell } from '../acting/shell.ts'
import type { AgentEnvironment } from '../environment.ts'
import type { Journal } from '../journal/journal.ts'
import { openReceipt, openTime } from '../uplink/open-session.ts'

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
export async function hearRelayedTime(
  { environment, shell, journal }: Hearing,
  relayed: z.infer<typeof toldTimeSchema>,
): Promise<void> {
  const { keyset, device, nonces } = shell.state
  const { crypto, monotonicMs } = environment
  if (shell.time().state === 'synced') return
  const time = openTime(crypto, keyset, device, decodeBase64url(relayed.time))
  // Before anything is done by it: an answer to an old nonce is of a moment that is over.
  const askedAtMs = time && handedOutAtMs(nonces, time.nonce, monotonicMs())
  if (time === undefined || askedAtMs === undefined) return
  const receipt = openReceipt(crypto, keyset, device, decodeBase64url(relayed.receipt), time.time)
  if (receipt === undefined || receipt.time !== time.time) return
  if (!(await journal.continues(receipt))) await shell.fallBehind(receipt, receipt.time)
  shell.hearTime({ hubMs: time.time, askedAtMs })
  await shell.hubTimeKnown(time.time)
}
