import type { KeyPair } from '@octroi/shared/crypto/crypto'
import type { TenantId } from '@octroi/shared/ids/id'
import type { KeyUse } from '@octroi/shared/wire/messages/keyset'
import type { Tenant } from './tenant.ts'

/** A signing key as it is stored: its secret half sealed. */
export interface SealedSigningKey {
  readonly publicKey: Uint8Array
  readonly use: KeyUse
  readonly sealedSecret: Uint8Array
  readonly notBefore: number
  readonly expiresAt: number
}

/** The one tenant of the transaction. */
export interface TenantStore {
  insert(tenant: Tenant, keys: readonly SealedSigningKey[]): Promise<void>
  get(): Promise<Tenant | undefined>
  /** Names its test twin; one that is named already stays. */
  nameTestTwin(twin: TenantId): Promise<void>
  /** A newer key set, and the keys that came with it; those before stay, and sign no more. */
  replaceKeys(keyset: Uint8Array, added: readonly SealedSigningKey[]): Promise<void>
  signingKey(use: KeyUse): Promise<SealedSigningKey | undefined>
  /** A sealed secret of the tenant, by what it is for. */
  secret(purpose: string): Promise<Uint8Array | undefined>
  /** Keeps a secret; one that is there already stays. */
  keepSecret(purpose: string, sealed: Uint8Array): Promise<void>
}

/** Where the root key lies, apart from the database, so that it can be taken away. */
export interface RootKeys {
  keep(tenant: string, root: KeyPair): Promise<void>
}
