import { localNonceSchema } from '@octroi/shared/api/local'
import { decodeBase64url, toBase64url } from '@octroi/shared/crypto/bytes'
import { type Crypto, type KeyPair, keyPairOf } from '@octroi/shared/crypto/crypto'
import type { DeviceId } from '@octroi/shared/ids/id'
import { signMessage } from '@octroi/shared/wire/message'
import { presentationMessage } from '@octroi/shared/wire/messages/permit'
import { askDevice, type Presented } from './ask-device.ts'

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
  ): Promise<Presented> {
    const { nonce } = localNonceSchema.parse(await (await fetch(`${localUrl}/nonce`)).json())
    const permitBytes = decodeBase64url(permit)
    const claims = { ...at, nonce: decodeBase64url(nonce), permitHash: this.crypto.sha256(permitBytes) }
    const presentation = toBase64url(signMessage(this.crypto, presentationMessage, claims, this.keys))
    return askDevice(`${localUrl}/permits`, { permit, presentation })
  }
}
