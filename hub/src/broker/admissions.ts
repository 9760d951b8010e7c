import type { DeviceId, TenantId } from '@octroi/shared/ids/id'
import type { DeviceAddress } from '@octroi/shared/wire/topics'
import type { Client } from 'aedes'
import type { AdmittedDevice } from './device-broker.ts'

/** The longest wait a timer can hold. */
const timerAtMostMs = 2 ** 31 - 1

/** Which device is at the other end of which connection, and when its leave to be there ends. */
export class Admissions {
  private readonly nowMs: () => number
  private readonly admitted = new Map<string, { readonly device: AdmittedDevice; readonly client: Client }>()

  constructor(nowMs: () => number) {
    this.nowMs = nowMs
  }

  get count(): number {
    return this.admitted.size
  }

  keep(client: Client, device: AdmittedDevice): void {
    this.admitted.set(client.id, { device, client })
    this.endAfter(client, device.expiresAtMs - this.nowMs())
  }

  deviceOf(client: Client | null): AdmittedDevice | undefined {
    return client === null ? undefined : this.admitted.get(client.id)?.device
  }

  clientOf({ device }: DeviceAddress): Client | undefined {
    return this.admitted.get(device)?.client
  }

  sessionOf({ tenant, device }: DeviceAddress): Uint8Array | undefined {
    const admitted = this.admitted.get(device)?.device
    return admitted?.tenant === tenant ? admitted.session : undefined
  }

  devicesOf(tenant: TenantId): readonly DeviceId[] {
    return [...this.admitted.values()].flatMap(({ device }) => (device.tenant === tenant ? [device.device] : []))
  }

  /** A device that came back on a new connection is not forgotten with its old one. */
  forget(client: Client): void {
    if (this.admitted.get(client.id)?.client === client) this.admitted.delete(client.id)
  }

  /** Counted down, not looked up: a clock that was wrong as it began must not let it stay for years. */
  private endAfter(client: Client, leftMs: number): void {
    if (client.closed) return
    const waitMs = Math.min(leftMs, timerAtMostMs)
    if (leftMs <= 0) client.close()
    else setTimeout(() => this.endAfter(client, leftMs - waitMs), waitMs).unref()
  }
}
