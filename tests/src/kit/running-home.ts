import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Agent, startAgent } from '@octroi/agent/compose'
import type { DeviceId } from '@octroi/shared/ids/id'
import { control } from '@octroi/simulators/drivers/control-socket'
import { createDriver } from '@octroi/simulators/drivers/home'
import { pino } from 'pino'
import { Network } from './network.ts'
import type { RunningHub } from './running-hub.ts'

/** A whole agent of a home controller, with its panel, and a network that can be cut. */
export class RunningHome {
  private readonly folder: string
  private readonly agent: Agent
  private readonly network: Network

  private constructor(folder: string, agent: Agent, network: Network) {
    this.folder = folder
    this.agent = agent
    this.network = network
  }

  static async start(hub: RunningHub, claimCode: string): Promise<RunningHome> {
    const folder = await mkdtemp(join(tmpdir(), 'octroi-home-'))
    const network = await Network.to(hub)
    const config = {
      hub: hub.hub.origin,
      tenant: await hub.tenant(),
      claimCode,
      dataDir: join(folder, 'data'),
      driver: 'home',
      driverOptions: {},
      ...network.gateways,
      localHost: '127.0.0.1',
      localPort: 0,
      journalRecordsAtMost: 100_000,
      logLevel: 'silent',
    }
    const onFatal = (error: unknown): never => {
      throw error
    }
    const driver = createDriver({ control: join(folder, 'panel') })
    return new RunningHome(folder, await startAgent(config, { driver, log: pino({ level: 'silent' }), onFatal }), network)
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
    this.network.cut()
  }

  restore(): void {
    this.network.restore()
  }

  async remove(): Promise<void> {
    await this.agent.stop()
    await this.network.close()
    await rm(this.folder, { recursive: true })
  }
}
