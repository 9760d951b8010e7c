import { localNonceSchema } from '@octroi/shared/api/local'
import { decodeBase64url, toBase64url } from '@octroi/shared/crypto/bytes'
import { type Crypto, type KeyPair, keyPairOf } from '@octroi/shared/crypto/crypto'
import { presentedHash } from '@octroi/shared/decisions/permit'
import { invariant } from '@octroi/shared/errors/invariant'
import type { DeviceId } from '@octroi/shared/ids/id'
import { readSigned, signMessage } from '@octroi/shared/wire/message'
import { linkMessage } from '@octroi/shared/wire/messages/link'
import { permitMessage, presentationMessage } from '@octroi/shared/wire/messages/permit'
import { askDevice, type Presented } from './ask-device.ts'

/** What a courier brings beside a permit. */
interface Beside {
  /** By which the permit was handed on. */
  readonly link?: string
  /** Asks the hub for the time over a nonce of the device. */
  readonly tellTime?: (nonce: string) => Promise<object>
}

/** A courier with a phone: holds a key, stands at the device, presents a permit at its local interface. */
export class Courier {
  private readonly crypto: Crypto
  private readonly keys: KeyPair

  constructor(crypto: Crypto, secretKey: Uint8Array) {
    this.crypto = crypto
    this.keys = keyPairOf(crypto, secretKey)
  }

  /** What the merchant names as holder when it asks for a permit; base64url. */
  get holderKey(): string {
    return toBase64url(this.keys.publicKey)
  }

  async present(
    localUrl: string,
    at: { readonly device: DeviceId; readonly action: string },
    permit: string,
    { link, tellTime }: Beside = {},
  ): Promise<Presented> {
    const { nonce } = localNonceSchema.parse(await (await fetch(`${localUrl}/nonce`)).json())
    const shown = { permit: decodeBase64url(permit), ...(link === undefined ? {} : { link: decodeBase64url(link) }) }
    const claims = { ...at, nonce: decodeBase64url(nonce), permitHash: presentedHash(this.crypto, shown) }
    const presentation = toBase64url(signMessage(this.crypto, presentationMessage, claims, this.keys))
    const relayed = tellTime === undefined ? {} : { relayed: await tellTime(nonce) }
    return askDevice(`${localUrl}/permits`, { permit, ...(link === undefined ? {} : { link }), presentation, ...relayed })
  }

  /** Hands a permit on to whoever holds the other key, for all it allows; base64url. */
  handOn(permit: string, holderKey: string): string {
    const bytes = decodeBase64url(permit)
    const read = readSigned(permitMessage, bytes)
    invariant(read.ok, 'a courier hands on what the hub issued')
    const { action, notBefore, expiresAt, uses } = read.value.claimed
    const holder = decodeBase64url(holderKey)
    const link = { permitHash: this.crypto.sha256(bytes), holder, action, notBefore, expiresAt, uses }
    return toBase64url(signMessage(this.crypto, linkMessage, link, this.keys))
  }
}
