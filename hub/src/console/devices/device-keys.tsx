import { toBase64url } from '@octroi/shared/crypto/bytes'
import type { Crypto } from '@octroi/shared/crypto/crypto'
import { keyId } from '@octroi/shared/crypto/key-id'
import { formatInstant } from '@octroi/shared/time/instant'
import type { DeviceKey } from '../../devices/device.ts'
import type { ConsoleView } from '../frame/console-view.ts'
import { DataTable } from '../frame/listing.tsx'
import { deviceWords } from './device-words.ts'

interface Props {
  readonly view: ConsoleView
  readonly crypto: Crypto
  readonly keys: readonly DeviceKey[]
}

/** Which keys a device enrolled with, and when. */
export function DeviceKeys({ view: { language, formats }, crypto, keys }: Props) {
  const words = deviceWords[language]
  const idOf = ({ publicKey }: DeviceKey): string => toBase64url(keyId(crypto, publicKey))
  const columns = [
    { name: 'key', head: words.keyId, cell: (key: DeviceKey) => <span class="id">{idOf(key)}</span>, text: idOf },
    {
      name: 'enrolled',
      head: words.enrolled,
      cell: ({ enrolledAtMs }: DeviceKey) => formats.time(enrolledAtMs),
      text: ({ enrolledAtMs }: DeviceKey) => formatInstant(enrolledAtMs),
    },
  ]
  return (
    <section>
      <h2>{words.keys}</h2>
      {keys.length === 0 ? null : <p class="under">{words.keysIntro}</p>}
      <DataTable caption={words.keys} columns={columns} rows={keys} empty={words.noKeys} />
    </section>
  )
}
