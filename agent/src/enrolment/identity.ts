import type { KeyPair } from '@octroi/shared/crypto/crypto'
import type { DeviceId, TenantId } from '@octroi/shared/ids/id'

/** Who the device is: its own key, made here and never sent anywhere, and what it trusts since it enrolled. */
export interface Identity {
  readonly tenant: TenantId
  readonly device: DeviceId
  readonly keys: KeyPair
  /** Pinned at enrolment: everything the hub signs must lead back to it. */
  readonly rootKey: Uint8Array
  /** Pinned at enrolment: the authority, in PEM, that alone may vouch for the hub's TLS certificate. */
  readonly ca?: string
  /** The newest signed key set. */
  readonly keyset: Uint8Array
}

/** Where the identity lies between boots. A put is durable when it resolves. */
export interface IdentityStore {
  /** The device's key, made at the first call: it must be kept before it is announced. */
  keys(): Promise<KeyPair>
  get(): Promise<Identity | undefined>
  put(identity: Identity): Promise<void>
}
