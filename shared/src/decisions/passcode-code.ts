import type { Crypto } from '../crypto/crypto.ts'
import { type AuthorizationId, type DeviceId, idBytesLength, idFromBytes, idToBytes } from '../ids/id.ts'
import { encodeCbor } from '../wire/cbor.ts'
import { codesPerSlot, type PasscodeKey } from '../wire/messages/passcode.ts'

/** Which code of a device: the hub grants each at most once. */
export interface PasscodePlace {
  /** `service:action`. */
  readonly action: string
  readonly slotStart: number
  readonly n: number
}

export interface Candidate extends PasscodePlace {
  readonly generation: number
  /** Eight decimal digits. */
  readonly code: string
}

const digits = 8

/**
 * The key of a device and generation, from the tenant's secret. HMAC inputs here are deterministic CBOR arrays that begin
 * with what they are for, so that no two inputs are ever the same bytes.
 */
export function derivePasscodeKey(crypto: Crypto, secret: Uint8Array, device: DeviceId, generation: number): Uint8Array {
  const info = encodeCbor(['octroi/v1/passcode', idToBytes(device), generation])
  return crypto.hkdfSha256(secret, { info, length: 32 })
}

/**
 * The digits of a code. Eight bytes taken modulo 10^8: of 2^64 values no code gets more than one in 10^11 above its share.
 */
export function passcodeAt(crypto: Crypto, key: Uint8Array, device: DeviceId, place: PasscodePlace): string {
  const hash = hashOf(crypto, key, 'octroi/v1/passcode', device, place)
  const number = new DataView(hash.buffer, hash.byteOffset).getBigUint64(0)
  return (number % 10n ** BigInt(digits)).toString().padStart(digits, '0')
}

/**
 * The authorization of a code: a UUID of version 8 (RFC 9562, 5.8) that device and hub make alike, so that the device's
 * records name it although nobody told the device. Who does not hold the key learns nothing of the code from it.
 */
export function authorizationAt(crypto: Crypto, key: Uint8Array, device: DeviceId, place: PasscodePlace): AuthorizationId {
  const uuid = hashOf(crypto, key, 'octroi/v1/passcode-authorization', device, place).slice(0, idBytesLength)
  uuid[6] = ((uuid[6] ?? 0) & 0x0f) | 0x80
  uuid[8] = ((uuid[8] ?? 0) & 0x3f) | 0x80
  return idFromBytes('authorization', uuid)
}

/** The key that makes the codes of a slot: of those that are not revoked the newest that has begun by then. */
export function keyOfSlot(keys: readonly PasscodeKey[], slotStart: number, epoch: number): PasscodeKey | undefined {
  return keys
    .filter((key) => key.epoch >= epoch && key.from <= slotStart)
    .reduce<PasscodeKey | undefined>((newest, key) => (newest && newest.generation > key.generation ? newest : key), undefined)
}

/** Every code that opens one action in these slots; in a slot without a key there is none. */
export function candidatesOf(
  crypto: Crypto,
  { device, keys, epoch }: { readonly device: DeviceId; readonly keys: readonly PasscodeKey[]; readonly epoch: number },
  action: string,
  slots: readonly number[],
): readonly Candidate[] {
  return slots.flatMap((slotStart) => {
    const key = keyOfSlot(keys, slotStart, epoch)
    if (key === undefined) return []
    return Array.from({ length: codesPerSlot }, (_, n) => {
      const place = { action, slotStart, n }
      return { ...place, generation: key.generation, code: passcodeAt(crypto, key.key, device, place) }
    })
  })
}

function hashOf(
  crypto: Crypto,
  key: Uint8Array,
  purpose: string,
  device: DeviceId,
  { action, slotStart, n }: PasscodePlace,
): Uint8Array {
  return crypto.hmacSha256(key, encodeCbor([purpose, idToBytes(device), action, slotStart, n]))
}
