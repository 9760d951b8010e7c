import type { DeviceId, TenantId } from '@octroi/shared/ids/id'
import type { DeviceAddress, HubChannel } from '@octroi/shared/wire/topics'
import type { Listening } from '../listen.ts'

/** Who connected, and until when it may stay. */
export interface AdmittedDevice extends DeviceAddress {
  readonly expiresAtMs: number
  /** The nonce that opened its session, which a command names. */
  readonly session?: Uint8Array
  /** What it had enrolled with as it connected. */
  readonly publicKeys: readonly Uint8Array[]
}

/** The topic a batch came on. */
export type BatchLane = 'up' | 'backlog'

/** What the broker asks of the hub. */
export interface BrokerHooks {
  /** Undefined: refused. A token is good for one CONNECT. */
  readonly admit: (connect: {
    readonly clientId: string
    readonly username: string
    readonly password: string
  }) => Promise<AdmittedDevice | undefined>
  /**
   * A batch came: a live one goes before backlog of its device that has not begun. It is acknowledged (PUBACK) when this
   * returns, which slows down a device that sends faster than the hub stores; backlog sooner, while there is room for it.
   * What the hub really holds it tells in a receipt. Never throws.
   */
  readonly onBatch: (from: AdmittedDevice, lane: BatchLane, bytes: Uint8Array) => Promise<void>
  /** The device listens for revocations now: it hears what was taken back since its session was answered. */
  readonly onListening: (device: DeviceAddress) => void
  /** A connected device did what it may not; it was disconnected or its packet dropped. */
  readonly onMisuse: (from: DeviceAddress, detail: string) => void
}

/** The devices' side of the hub: MQTT 3.1.1 with one clean session a device. */
export interface DeviceBroker {
  readonly listening: Listening
  /** Resolves false where the device is not connected here. */
  publish(to: DeviceAddress, channel: HubChannel, payload: Uint8Array): Promise<boolean>
  /** Devices connected here. */
  connected(): number
  isConnected(device: DeviceAddress): boolean
  /** By its nonce, the session in which the device is connected here. */
  sessionOf(device: DeviceAddress): Uint8Array | undefined
  /** The devices of a tenant that are connected here. */
  devicesOf(tenant: TenantId): readonly DeviceId[]
  /** Ends the device's connection, where it has one here. */
  disconnect(device: DeviceAddress): void
  /** Takes no more connections and batches, sends the receipts of what was taken in, and ends every connection in order. */
  close(): Promise<void>
}
