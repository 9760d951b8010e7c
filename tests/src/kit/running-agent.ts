import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Agent, startAgent } from '@octroi/agent/compose'
import type { Actuation, Driver, DriverHost, Observation } from '@octroi/agent/drivers/driver'
import type { AgentEnvironment } from '@octroi/agent/environment'
import type { Dial } from '@octroi/agent/uplink/hub-client'
import type { DeviceId, TenantId } from '@octroi/shared/ids/id'
import { pino } from 'pino'

export interface AgentSettings {
  readonly hub: string
  readonly tenant: TenantId
  readonly claimCode: string
  /** Path of the authority to pin. */
  readonly ca?: string
  /** What carries its traffic, to be cut. */
  readonly httpDial?: Dial
  readonly mqttDial?: Dial
  readonly environment?: AgentEnvironment
  readonly journalRecordsAtMost?: number
}

/** A lock that does at once what it is told, and opens when its latch moves. */
export class PromptLock implements Driver {
  readonly services = { 'trunk.access': ['open'] }
  readonly keypad = [{ service: 'trunk.access', action: 'open' }]
  readonly safetyActions = []
  private host: DriverHost | undefined

  async start(host: DriverHost): Promise<void> {
    this.host = host
  }

  hindrance(): undefined {
    return undefined
  }

  async actuate(): Promise<Actuation> {
    setTimeout(() => void this.observe({ type: 'opened', service: 'trunk.access' }), 5)
    return { ok: true }
  }

  async observe(...observations: readonly Observation[]): Promise<number> {
    return this.host === undefined ? 0 : this.host.observed(observations)
  }

  async close(): Promise<void> {
    await this.observe({ type: 'closed', service: 'trunk.access' }, { type: 'secured', service: 'trunk.access' })
  }

  async stop(): Promise<void> {
    this.host = undefined
  }
}

/** A whole agent with a prompt lock, whose disk can be kept and put back. */
export class RunningAgent {
  readonly folder: string
  private readonly settings: AgentSettings
  private running: { readonly agent: Agent; readonly lock: PromptLock } | undefined

  private constructor(settings: AgentSettings, folder: string) {
    this.settings = settings
    this.folder = folder
  }

  static async start(settings: AgentSettings): Promise<RunningAgent> {
    const made = new RunningAgent(settings, await mkdtemp(join(tmpdir(), 'octroi-agent-')))
    await made.boot()
    return made
  }

  get device(): DeviceId {
    return this.now.agent.device
  }

  get localUrl(): string {
    return this.now.agent.localUrl
  }

  get lock(): PromptLock {
    return this.now.lock
  }

  async boot(): Promise<void> {
    const lock = new PromptLock()
    const { environment, ...settings } = this.settings
    const config = {
      journalRecordsAtMost: 100_000,
      ...settings,
      dataDir: join(this.folder, 'data'),
      driver: 'prompt lock',
      driverOptions: {},
      localHost: '127.0.0.1',
      localPort: 0,
      logLevel: 'silent',
    }
    const onFatal = (error: unknown): never => {
      throw error
    }
    const machine = environment === undefined ? {} : { environment }
    const surroundings = { driver: lock, log: pino({ level: 'silent' }), onFatal, ...machine }
    this.running = { agent: await startAgent(config, surroundings), lock }
  }

  async shutDown(): Promise<void> {
    await this.running?.agent.stop()
    this.running = undefined
  }

  /** Copies the disk as it is; the agent must be down. */
  async keepDisk(name: string): Promise<void> {
    await cp(join(this.folder, 'data'), join(this.folder, name), { recursive: true })
  }

  /** Puts a copy in the place of the disk; the agent must be down. */
  async putBackDisk(name: string): Promise<void> {
    await rm(join(this.folder, 'data'), { recursive: true })
    await cp(join(this.folder, name), join(this.folder, 'data'), { recursive: true })
  }

  async remove(): Promise<void> {
    await this.shutDown()
    await rm(this.folder, { recursive: true })
  }

  private get now(): { readonly agent: Agent; readonly lock: PromptLock } {
    if (this.running === undefined) throw new Error('the agent is down')
    return this.running
  }
}
