import { concatBytes, equalBytes } from '@octroi/shared/crypto/bytes'
import type { DeviceId } from '@octroi/shared/ids/id'
import type { Sealer } from '../environment.ts'

/**
 * A nonce proves of itself that this hub made it for this device, and until when it counts: 4 bytes of expiry, 4 random,
 * 8 of a keyed hash. So handing one out writes nothing, and a stranger who asks for thousands locks nobody out; only a
 * nonce that came back well signed is remembered, until it expires.
 */
export const nonceLifetimeMs = 60_000

type Mac = Sealer['mac']

export function makeNonce(mac: Mac, device: DeviceId, nowMs: number, random: Uint8Array): Uint8Array {
  const stamp = new Uint8Array(8)
  new DataView(stamp.buffer).setUint32(0, Math.ceil((nowMs + nonceLifetimeMs) / 1000))
  stamp.set(random.subarray(0, 4), 4)
  return concatBytes(stamp, seal(mac, device, stamp))
}

/** When the nonce expires, or undefined where it is not ours, not this device's, or has expired. */
export function readNonce(
  mac: Mac,
  device: DeviceId,
  nonce: Uint8Array,
  nowMs: number,
): { readonly expiresAtMs: number } | undefined {
  const stamp = nonce.slice(0, 8)
  if (nonce.length !== 16 || !equalBytes(nonce.subarray(8), seal(mac, device, stamp))) return undefined
  const expiresAtMs = new DataView(stamp.buffer).getUint32(0) * 1000
  return nowMs < expiresAtMs ? { expiresAtMs } : undefined
}

function seal(mac: Mac, device: DeviceId, stamp: Uint8Array): Uint8Array {
  return mac(concatBytes(new TextEncoder().encode(device), stamp), 'session-nonce').slice(0, 8)
}
