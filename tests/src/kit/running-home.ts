import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Agent, startAgent } from '@octroi/agent/compose'
import type { DeviceId } from '@octroi/shared/ids/id'
import { control } from '@octroi/simulators/drivers/control-socket'
import { createDriver } from '@octroi/simulators/drivers/home'
import { Tunnel } from '@octroi/simulators/network/tunnel'
import { pino } from 'pino'
import type { RunningHub } from './running-hub.ts'

/** A whole agent of a home controller, with its panel, and a network that can be cut. */
export class RunningHome {
  private readonly folder: string
  private readonly agent: Agent
  private readonly tunnels: readonly Tunnel[]

  private constructor(folder: string, agent: Agent, tunnels: readonly Tunnel[]) {
    this.folder = folder
    this.agent = agent
    this.tunnels = tunnels
  }

  static async start(hub: RunningHub, claimCode: string): Promise<RunningHome> {
    const folder = await mkdtemp(join(tmpdir(), 'octroi-home-'))
    const tunnelTo = (url: string): Promise<Tunnel> => Tunnel.to({ host: '127.0.0.1', port: Number(new URL(url).port) })
    const [http, mqtt] = [await tunnelTo(hub.hub.origin), await tunnelTo(hub.hub.brokerUrl)]
    const config = {
      hub: hub.hub.origin,
      tenant: await hub.tenant(),
      claimCode,
      dataDir: join(folder, 'data'),
      driver: 'home',
      driverOptions: {},
      httpDial: { host: '127.0.0.1', port: Number(http.address.split(':')[1]) },
      mqttDial: { host: '127.0.0.1', port: Number(mqtt.address.split(':')[1]) },
      localHost: '127.0.0.1',
      localPort: 0,
      journalRecordsAtMost: 100_000,
      logLevel: 'silent',
    }
    const onFatal = (error: unknown): never => {
      throw error
    }
    const driver = createDriver({ control: join(folder, 'panel') })
    return new RunningHome(folder, await startAgent(config, { driver, log: pino({ level: 'silent' }), onFatal }), [http, mqtt])
  }

  get device(): DeviceId {
    return this.agent.device
  }

  get localUrl(): string {
    return this.agent.localUrl
  }

  /** What the panel shows after a command; `asked` is what became of a pressed button. */
  panel(command: object): Promise<unknown> {
    return control(join(this.folder, 'panel'), command)
  }

  /** `granted`, or why not. */
  async press(button: 'arm' | 'disarm' | 'scene'): Promise<string> {
    const { asked } = (await this.panel({ do: 'press', button })) as { asked: { granted: boolean; code?: string } }
    return asked.code ?? 'granted'
  }

  cut(): void {
    for (const tunnel of this.tunnels) tunnel.cut()
  }

  restore(): void {
    for (const tunnel of this.tunnels) tunnel.restore()
  }

  async remove(): Promise<void> {
    await this.agent.stop()
    for (const tunnel of this.tunnels) await tunnel.close()
    await rm(this.folder, { recursive: true })
  }
}
