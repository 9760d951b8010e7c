import { type Failure, notFound } from '@octroi/shared/errors/failure'
import { err, ok, type Result } from '@octroi/shared/errors/result'
import type { AccountId, ConsentId } from '@octroi/shared/ids/id'
import type { Environment } from '../environment.ts'
import type { Stores } from '../stores.ts'
import type { GivenConsent } from './entitlement.store.ts'

/** Ends a consent now. Asking again changes nothing. */
export async function revokeConsent(
  { consents }: Pick<Stores, 'consents'>,
  { nowMs }: Environment,
  { id, owner }: { readonly id: ConsentId; readonly owner: AccountId | undefined },
): Promise<Result<GivenConsent, Failure>> {
  const consent = await consents.get(id)
  if (consent === undefined || (owner !== undefined && consent.owner !== owner)) return err(notFound('consent', id))
  const untilMs = Math.max(consent.fromMs, Math.min(consent.untilMs ?? nowMs(), nowMs()))
  if (untilMs !== consent.untilMs) await consents.end(id, untilMs)
  return ok({ ...consent, untilMs })
}
