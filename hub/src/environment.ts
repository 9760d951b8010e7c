import type { Crypto } from '@octroi/shared/crypto/crypto'
import type { IdSource } from '@octroi/shared/ids/id-source'
import type { PaymentProvider } from './wallets/payment-provider.port.ts'

/** What a use case may ask of the world. Everything else it knows comes from its command and its stores. */
export interface Environment {
  readonly nowMs: () => number
  readonly randomBytes: (length: number) => Uint8Array
  readonly ids: IdSource
  readonly crypto: Crypto
  readonly sealer: Sealer
  /** Who collects money for wallets. */
  readonly payments: PaymentProvider
}

/** Encrypts what must be readable again but never lie in the database in the clear. `purpose` is bound to the result. */
export interface Sealer {
  readonly seal: (secret: Uint8Array, purpose: string) => Uint8Array
  /** Throws where the bytes were changed or sealed for another purpose. */
  readonly unseal: (sealed: Uint8Array, purpose: string) => Uint8Array
  /** A 32-byte keyed hash that only this installation can make, bound to the purpose. */
  readonly mac: (data: Uint8Array, purpose: string) => Uint8Array
}
