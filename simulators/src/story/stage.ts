import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { HubConnection } from '@octroi/shared/client/hub-connection'
import { MerchantClient } from '@octroi/shared/client/merchant-client'
import type { DeviceId, TenantId } from '@octroi/shared/ids/id'
import { Tunnel } from '../network/tunnel.ts'
import { Child } from '../processes/child.ts'
import type { StoryArguments } from './arguments.ts'

/** Where the programs lie, seen from this file's build. They are started by path and never imported. */
const root = fileURLToPath(new URL('../../../', import.meta.url))
const programs = {
  hub: join(root, 'hub/dist/main.js'),
  agent: join(root, 'agent/dist/main.js'),
  lock: join(root, 'simulators/dist/drivers/lock.js'),
  meter: join(root, 'simulators/dist/drivers/meter.js'),
  home: join(root, 'simulators/dist/drivers/home.js'),
}

interface HubReady {
  readonly origin: string
  readonly brokerUrl: string
  readonly http: { readonly port: number; readonly wasTaken: boolean }
  readonly mqtt: { readonly port: number; readonly wasTaken: boolean }
}

interface AgentReady {
  readonly device: DeviceId
  readonly localUrl: string
}

/** An agent on stage: its process, the tunnel that carries its traffic, and its driver's control socket. */
export interface AgentOnStage extends AgentReady {
  readonly network: { cut(): void; restore(): void }
  readonly control: string
}

export interface AgentPart {
  readonly name: string
  readonly driver: 'lock' | 'meter' | 'home'
  readonly tenant: TenantId
  readonly claimCode: string
}

/** The programs of the story: one hub and its agents, each a process of its own, on real sockets. */
export class Stage {
  private readonly options: StoryArguments
  private readonly sockets: string
  private readonly closing: (() => Promise<void>)[] = []
  private hub: HubReady | undefined
  private tellDeath: (reason: Error) => void = () => undefined
  /** Rejects when a program of the story ends by itself. */
  readonly death = new Promise<never>((_resolve, reject) => {
    this.tellDeath = reject
  })

  private constructor(options: StoryArguments, sockets: string) {
    this.options = options
    this.sockets = sockets
    this.death.catch(() => undefined)
  }

  static async open(options: StoryArguments): Promise<Stage> {
    // Unix socket paths are short, and a data directory may lie deep.
    return new Stage(options, await mkdtemp(join(tmpdir(), 'octroi-')))
  }

  get dataDir(): string {
    return this.options.dataDir
  }

  get operatorKeyFile(): string {
    return join(this.options.dataDir, 'hub', 'operator-key')
  }

  /** Where an account holder's own key lies, as it would lie with the account holder. */
  keyFile(name: 'driver' | 'household'): string {
    return join(this.options.dataDir, `${name}-key`)
  }

  get origin(): string {
    return this.running().origin
  }

  async startHub(): Promise<HubReady> {
    const hub = this.run(
      new Child<HubReady>({
        name: 'the hub',
        script: programs.hub,
        logFile: join(this.options.dataDir, 'hub.log'),
        environment: {
          OCTROI_DATA_DIR: join(this.options.dataDir, 'hub'),
          OCTROI_HTTP_PORT: String(this.options.httpPort),
          OCTROI_MQTT_PORT: String(this.options.mqttPort),
          OCTROI_WHEN_PORT_TAKEN: 'free',
          OCTROI_WEBHOOK_REACH: 'any',
          OCTROI_TENANT_NAME: 'Sample Locks',
          OCTROI_TENANT_ZONE: 'Europe/Paris',
        },
      }),
    )
    this.hub = await hub.ready
    return this.hub
  }

  async startAgent({ name, driver, tenant, claimCode }: AgentPart): Promise<AgentOnStage> {
    const { origin, brokerUrl } = this.running()
    const [http, mqtt] = await Promise.all([Tunnel.to(targetOf(origin)), Tunnel.to(targetOf(brokerUrl))])
    this.onClose(async () => {
      await Promise.all([http.close(), mqtt.close()])
    })
    const control = join(this.sockets, `${name}.sock`)
    const position = join(this.options.dataDir, `${name}.position`)
    const agent = this.run(
      new Child<AgentReady>({
        name: `the agent of the ${name}`,
        script: programs.agent,
        logFile: join(this.options.dataDir, `${name}.log`),
        environment: {
          OCTROI_HUB: origin,
          OCTROI_TENANT: tenant,
          OCTROI_CLAIM_CODE: claimCode,
          OCTROI_DATA_DIR: join(this.options.dataDir, name),
          OCTROI_DRIVER: programs[driver],
          OCTROI_DRIVER_OPTIONS: JSON.stringify(driver === 'lock' ? { control, position } : { control }),
          OCTROI_DIAL_HTTP: http.address,
          OCTROI_DIAL_MQTT: mqtt.address,
        },
      }),
    )
    const network = {
      cut: () => {
        http.cut()
        mqtt.cut()
      },
      restore: () => {
        http.restore()
        mqtt.restore()
      },
    }
    return { ...(await agent.ready), network, control }
  }

  /** The hub's API with the operator's key, which lies in a file that only the operator can read. */
  async operator(): Promise<HubConnection> {
    const key = await readFile(this.operatorKeyFile, 'utf8').catch((error: unknown) => {
      throw new Error(`the operator’s API key should lie in ${this.operatorKeyFile}`, { cause: error })
    })
    return this.as(key.trim())
  }

  as(token: string): HubConnection {
    return new HubConnection({ baseUrl: this.origin, apiKey: token })
  }

  merchant({ token }: { readonly token: string }): MerchantClient {
    return new MerchantClient({ baseUrl: this.origin, apiKey: token })
  }

  onClose(close: () => Promise<void>): void {
    this.closing.unshift(close)
  }

  /** Ends everything, what was started last first. */
  async close(): Promise<void> {
    for (const close of this.closing.splice(0)) await close()
    await rm(this.sockets, { recursive: true, force: true })
  }

  /** From its first moment on a program is stopped with the stage. */
  private run<Ready>(child: Child<Ready>): Child<Ready> {
    this.onClose(() => child.stop())
    void child.ready.then(
      async () => this.tellDeath(new Error(await child.died)),
      () => undefined,
    )
    return child
  }

  private running(): HubReady {
    if (this.hub === undefined) throw new Error('the hub has not started')
    return this.hub
  }
}

function targetOf(address: string): { readonly host: string; readonly port: number } {
  const { hostname, port } = new URL(address)
  return { host: hostname, port: Number(port) }
}
