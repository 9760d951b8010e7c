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
 * Denies permits. Where the list would pass its limit, those that ended longest ago make room: never sooner, because a
 * clock that is wrong for a moment must not make a denied permit good again. Where that is not enough the epoch rises
 * instead, and every permit of an earlier epoch is revoked with them.
 */
export function denyPermits(
  current: Revocations,
  permits: readonly Denied[],
  { epoch, nowSeconds }: { readonly epoch: number; readonly nowSeconds: number },
): Revocations {
  const version = current.version + 1
  const added = permits.filter(({ authorization }) => !current.deny.some((denied) => denied.authorization === authorization))
  const all = [...current.deny, ...added]
  const ended = current.deny
    .filter(({ expiresAtSeconds }) => expiresAtSeconds + toleranceSeconds <= nowSeconds)
    .toSorted((left, right) => left.expiresAtSeconds - right.expiresAtSeconds)
  const dropped = new Set(ended.slice(0, Math.max(0, all.length - deniedAtMost)))
  const deny = all.filter((denied) => !dropped.has(denied))
  if (deny.length <= deniedAtMost) return { version, epoch: current.epoch, deny }
  return { version, epoch: Math.max(current.epoch, epoch) + 1, deny: [] }
}
