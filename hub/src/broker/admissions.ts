import type { DeviceAddress } from '@octroi/shared/wire/topics'
import type { Client } from 'aedes'
import type { AdmittedDevice } from './device-broker.ts'

/** The longest wait a timer can hold; a longer session is looked at again then. */
const timerAtMostMs = 2 ** 31 - 1

/** Which device is at the other end of which connection, and when its leave to be there ends. */
export class Admissions {
  private readonly nowMs: () => number
  private readonly admitted = new Map<string, { readonly device: AdmittedDevice; readonly client: Client }>()

  constructor(nowMs: () => number) {
    this.nowMs = nowMs
  }

  keep(client: Client, device: AdmittedDevice): void {
    this.admitted.set(client.id, { device, client })
    this.endWhenExpired(client, device)
  }

  deviceOf(client: Client | null): AdmittedDevice | undefined {
    return client === null ? undefined : this.admitted.get(client.id)?.device
  }

  clientOf({ device }: DeviceAddress): Client | undefined {
    return this.admitted.get(device)?.client
  }

  /** A device that came back on a new connection is not forgotten with its old one. */
  forget(client: Client): void {
    if (this.admitted.get(client.id)?.client === client) this.admitted.delete(client.id)
  }

  private endWhenExpired(client: Client, device: AdmittedDevice): void {
    if (client.closed) return
    const leftMs = device.expiresAtMs - this.nowMs()
    if (leftMs <= 0) client.close()
    else setTimeout(() => this.endWhenExpired(client, device), Math.min(leftMs, timerAtMostMs)).unref()
  }
}
