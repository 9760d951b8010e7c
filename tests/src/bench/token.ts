import { toBase64url } from '@octroi/shared/crypto/bytes'
import type { KeyPair } from '@octroi/shared/crypto/crypto'
import type { Permit } from '@octroi/shared/wire/messages/permit'
import { type CryptoKey, importJWK, jwtVerify, SignJWT } from 'jose'

/** A permit as the JSON web token that one would issue instead: the same claims, signed by the same key. */
export class Token {
  readonly text: string
  private readonly publicKey: CryptoKey
  private readonly permit: Permit

  private constructor(text: string, publicKey: CryptoKey, permit: Permit) {
    this.text = text
    this.publicKey = publicKey
    this.permit = permit
  }

  static async sign(permit: Permit, keys: KeyPair): Promise<Token> {
    const { issuer, grantee, device, authorization, action, uses, epoch, maxOpenSeconds } = permit
    const x = toBase64url(keys.publicKey)
    const secret = await importJWK({ kty: 'OKP', crv: 'Ed25519', x, d: toBase64url(keys.secretKey) }, 'EdDSA')
    const text = await new SignJWT({ action, uses, epoch, maxOpenSeconds })
      .setProtectedHeader({ alg: 'EdDSA', kid: x.slice(0, 11) })
      .setIssuer(issuer)
      .setSubject(grantee)
      .setAudience(device)
      .setJti(authorization)
      .setIssuedAt(permit.issuedAt)
      .setNotBefore(permit.notBefore)
      .setExpirationTime(permit.expiresAt)
      .sign(secret)
    const publicKey = await importJWK({ kty: 'OKP', crv: 'Ed25519', x }, 'EdDSA')
    if (publicKey instanceof Uint8Array) throw new Error('a public key is no secret')
    return new Token(text, publicKey, permit)
  }

  /** Signature, issuer, audience and window. Throws where one of them does not hold. */
  async verify(nowMs: number): Promise<void> {
    const { issuer, device: audience } = this.permit
    await jwtVerify(this.text, this.publicKey, { issuer, audience, algorithms: ['EdDSA'], currentDate: new Date(nowMs) })
  }
}
