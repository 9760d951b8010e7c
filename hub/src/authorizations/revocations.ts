import type { AuthorizationId } from '@octroi/shared/ids/id'
import { deniedAtMost } from '@octroi/shared/wire/messages/revocations'

/** What a device must not accept any more. Each change is a new version. */
export interface Revocations {
  readonly version: number
  readonly epoch: number
  readonly deny: readonly Denied[]
}

export interface Denied {
  readonly authorization: AuthorizationId
  readonly expiresAtSeconds: number
}

export const nothingRevoked: Revocations = { version: 0, epoch: 0, deny: [] }

/** A device's clock may lag so far behind the end of a permit. */
const toleranceSeconds = 86_400

/**
 * Denies permits. Those that ended long ago need it no more; where the list would pass its limit the epoch rises instead,
 * and every permit of an earlier epoch is revoked with them.
 */
export function denyPermits(
  current: Revocations,
  permits: readonly Denied[],
  { epoch, nowSeconds }: { readonly epoch: number; readonly nowSeconds: number },
): Revocations {
  const version = current.version + 1
  const live = current.deny.filter(({ expiresAtSeconds }) => expiresAtSeconds + toleranceSeconds > nowSeconds)
  const added = permits.filter(({ authorization }) => !live.some((denied) => denied.authorization === authorization))
  const deny = [...live, ...added]
  if (deny.length <= deniedAtMost) return { version, epoch: current.epoch, deny }
  return { version, epoch: Math.max(current.epoch, epoch) + 1, deny: [] }
}
