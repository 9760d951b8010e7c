import type { Crypto } from '@octroi/shared/crypto/crypto'
import { type DeviceId, idBytesLength, idFromBytes, idToBytes, type TenantId } from '@octroi/shared/ids/id'
import { encodeCbor } from '@octroi/shared/wire/cbor'

/**
 * By what id a supplier knows a device of its reseller: always the same, another for every supplier, and without the
 * reseller's secret nobody can tell of which device. It is shaped like a device's id because it stands where one would, and
 * no device has it.
 */
export function deviceAlias(
  { hmacSha256 }: Pick<Crypto, 'hmacSha256'>,
  secret: Uint8Array,
  { supplier, device }: { readonly supplier: TenantId; readonly device: DeviceId },
): DeviceId {
  const hash = hmacSha256(secret, encodeCbor(['octroi/v1/resale-alias', idToBytes(supplier), idToBytes(device)]))
  return idFromBytes('device', hash.slice(0, idBytesLength))
}
