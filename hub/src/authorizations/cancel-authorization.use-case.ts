import { conflict, type Failure, notFound } from '@octroi/shared/errors/failure'
import { err, ok, type Result } from '@octroi/shared/errors/result'
import type { AuthorizationId } from '@octroi/shared/ids/id'
import { formatInstant } from '@octroi/shared/time/instant'
import type { Environment } from '../environment.ts'
import type { Stores } from '../stores.ts'
import type { GrantedAuthorization } from './authorization.ts'
import { tellsOfUse } from './outcome.ts'
import { revokePermits } from './revoke-permits.use-case.ts'

/** Takes a granted authorization back before it is used. Asking again changes nothing. */
export async function cancelAuthorization(
  stores: Pick<Stores, 'authorizations' | 'devices'>,
  environment: Environment,
  id: AuthorizationId,
): Promise<Result<GrantedAuthorization, Failure>> {
  const [granted] = await stores.authorizations.getGranted([id])
  if (granted === undefined) return err(notFound('granted_authorization', id))
  if (granted.revocation !== undefined) return ok(granted)
  const wasUsed = !['pending', 'expired'].includes(granted.outcome) || tellsOfUse(await stores.authorizations.eventsOf([id]))
  if (wasUsed) return err(conflict('already_used', `The authorization was used: it is ${granted.outcome}.`))
  if (granted.untilMs <= environment.nowMs()) {
    return err(
      conflict('window_over', `The window was over at ${formatInstant(granted.untilMs)}; the permit opens nothing any more.`),
    )
  }
  await revokePermits(stores, environment, granted.device, [granted])
  const [cancelled] = await stores.authorizations.getGranted([id])
  return ok(cancelled ?? granted)
}
