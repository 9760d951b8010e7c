import type { DeviceState } from '@octroi/shared/api/vocabulary'
import type { AccountId, DeviceId } from '@octroi/shared/ids/id'

/** A thing with an agent. It can prove what it says once it has enrolled a key of its own. */
export interface Device {
  readonly id: DeviceId
  readonly owner: AccountId
  readonly label: string
  /** What it offers: service to actions. */
  readonly services: Readonly<Record<string, readonly string[]>>
  readonly state: DeviceState
  /** The operator keeps it away. */
  readonly suspension?: Suspension
  /** Permits below it are revoked. */
  readonly epoch: number
  readonly createdAtMs: number
}

export interface Suspension {
  readonly sinceMs: number
  readonly reason: string
}

/** A public key a device enrolled with. Older ones stay: they prove older batches. */
export interface DeviceKey {
  readonly device: DeviceId
  readonly publicKey: Uint8Array
  readonly enrolledAtMs: number
}
