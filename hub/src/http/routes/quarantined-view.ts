import type { z } from '@hono/zod-openapi'
import type { quarantinedSchema } from '@octroi/shared/api/quarantine'
import { decodeBase64url, toBase64url } from '@octroi/shared/crypto/bytes'
import { formatInstant } from '@octroi/shared/time/instant'
import type { QuarantineEntry, QuarantineKey } from '../../proof/quarantine.store.ts'
import type { Verdict } from '../../proof/verdict.ts'

export function quarantinedView(entry: QuarantineEntry): z.infer<typeof quarantinedSchema> {
  const { verdict, bytesHash, detail, range, receivedAtMs, decision } = entry
  return {
    entry: `${verdict}.${toBase64url(bytesHash)}`,
    verdict,
    detail,
    ...range,
    receivedAt: formatInstant(receivedAtMs),
    state: decision?.state ?? 'waiting',
    ...(decision === undefined
      ? {}
      : { decision: { by: decision.by, at: formatInstant(decision.atMs), reason: decision.reason } }),
  }
}

/** The schema has seen that it is one. */
export function readQuarantineKey(entry: string): QuarantineKey {
  const [verdict = '', hash = ''] = entry.split('.')
  return { verdict: verdict as Verdict, bytesHash: decodeBase64url(hash) }
}
