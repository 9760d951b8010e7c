import { type localGrantSchema, localNonceSchema } from '@octroi/shared/api/local'
import { problemSchema } from '@octroi/shared/api/problem'
import { decodeBase64url, toBase64url } from '@octroi/shared/crypto/bytes'
import { type Crypto, type KeyPair, keyPairOf } from '@octroi/shared/crypto/crypto'
import type { DeviceId } from '@octroi/shared/ids/id'
import { signMessage } from '@octroi/shared/wire/message'
import { presentationMessage } from '@octroi/shared/wire/messages/permit'
import { z } from 'zod'

export type Presented =
  | { readonly decision: 'granted'; readonly use: number }
  | { readonly decision: 'refused'; readonly code: string; readonly sentence: string }

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
    const response = await fetch(`${localUrl}/permits`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ permit, presentation }),
    })
    if (response.ok) return (await response.json()) as z.infer<typeof localGrantSchema>
    const { code, detail } = z.object(problemSchema.shape).parse(await response.json())
    return { decision: 'refused', code, sentence: detail }
  }
}
