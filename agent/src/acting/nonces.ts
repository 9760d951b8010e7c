import { equalBytes } from '@octroi/shared/crypto/bytes'

/** A nonce of the local interface: 16 random bytes, single use, 30 s of monotonic time. */
export interface LocalNonce {
  readonly nonce: Uint8Array
  readonly expiresAtMonotonicMs: number
}

const lifetimeMs = 30_000
/** The oldest gives way: whoever stands at the device with the newest one is served. */
const liveAtMost = 8

export function addNonce(nonces: readonly LocalNonce[], nonce: Uint8Array, monotonicMs: number): readonly LocalNonce[] {
  const live = nonces.filter(({ expiresAtMonotonicMs }) => monotonicMs < expiresAtMonotonicMs)
  return [...live.slice(1 - liveAtMost), { nonce, expiresAtMonotonicMs: monotonicMs + lifetimeMs }]
}

/** When a live nonce was handed out, or undefined. */
export function handedOutAtMs(nonces: readonly LocalNonce[], nonce: Uint8Array, monotonicMs: number): number | undefined {
  const live = nonces.find((each) => monotonicMs < each.expiresAtMonotonicMs && equalBytes(each.nonce, nonce))
  return live && live.expiresAtMonotonicMs - lifetimeMs
}

export function isLive(nonces: readonly LocalNonce[], nonce: Uint8Array, monotonicMs: number): boolean {
  return handedOutAtMs(nonces, nonce, monotonicMs) !== undefined
}

export function spendNonce(nonces: readonly LocalNonce[], nonce: Uint8Array): readonly LocalNonce[] {
  return nonces.filter((each) => !equalBytes(each.nonce, nonce))
}
