import type { Dial } from '@octroi/agent/uplink/hub-client'
import { Tunnel } from '@octroi/simulators/network/tunnel'
import type { RunningHub } from './running-hub.ts'

/** What carries a device's traffic to a hub, and can be cut: as when a car drives underground. */
export class Network {
  private readonly http: Tunnel
  private readonly mqtt: Tunnel

  private constructor(http: Tunnel, mqtt: Tunnel) {
    this.http = http
    this.mqtt = mqtt
  }

  static async to({ hub }: RunningHub): Promise<Network> {
    return new Network(await Tunnel.to(targetOf(hub.origin)), await Tunnel.to(targetOf(hub.brokerUrl)))
  }

  /** Where an agent dials, in its settings. */
  get gateways(): { readonly httpDial: Dial; readonly mqttDial: Dial } {
    return { httpDial: targetOf(`tcp://${this.http.address}`), mqttDial: targetOf(`tcp://${this.mqtt.address}`) }
  }

  /** The same, as an agent’s environment tells them. */
  get variables(): Readonly<Record<string, string>> {
    return { OCTROI_DIAL_HTTP: this.http.address, OCTROI_DIAL_MQTT: this.mqtt.address }
  }

  cut(): void {
    this.http.cut()
    this.mqtt.cut()
  }

  restore(): void {
    this.http.restore()
    this.mqtt.restore()
  }

  async close(): Promise<void> {
    await this.http.close()
    await this.mqtt.close()
  }
}

function targetOf(url: string): Dial {
  const { hostname, port } = new URL(url)
  return { host: hostname, port: Number(port) }
}
