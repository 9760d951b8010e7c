import { enrol } from '@octroi/agent/enrolment/enrol'
import type { Identity, IdentityStore } from '@octroi/agent/enrolment/identity'
import type { AgentEnvironment } from '@octroi/agent/environment'
import type { JournalStatus } from '@octroi/agent/journal/journal'
import { SqliteJournal } from '@octroi/agent/journal/sqlite-journal'
import { hearRelayedTime } from '@octroi/agent/local/relayed-time'
import { type RunningAgent, runAgent } from '@octroi/agent/run-agent'
import type { HubClient } from '@octroi/agent/uplink/hub-client'
import type { UplinkReport } from '@octroi/agent/uplink/uplink'
import { type KeyPair, keyPairOf } from '@octroi/shared/crypto/crypto'
import type { DeviceId, TenantId } from '@octroi/shared/ids/id'
import { brokenEnvironment } from '../broken-rights.ts'
import { hubOrigin } from '../hub/hub-app.ts'
import type { HubMachine } from '../hub/hub-machine.ts'
import { Life } from '../life.ts'
import type { Random } from '../random.ts'
import { brokenJournal } from '../sabotage.ts'
import { Disk, type DiskFile, type DiskImage } from '../sqlite/disk.ts'
import { journalDatabase } from '../sqlite/journal-database.ts'
import type { Surroundings } from '../surroundings.ts'
import type { Truth } from '../truth.ts'
import { Way } from '../way.ts'
import { hubOver } from './hub-over.ts'
import { Thing } from './thing.ts'

const startedAgainMs = 10_000
/** How many records a journal may keep: of some so few that it is full now and then. */
const recordsAtMost = [60, 5000, 5000] as const

type RelayedTime = Parameters<typeof hearRelayedTime>[1]

/** What runs while there is power. */
interface Running {
  readonly life: Life
  readonly environment: AgentEnvironment
  readonly journal: SqliteJournal
  readonly agent: RunningAgent
}

/** The small machine beside a thing: its disk, its power, its way to the hub, and the agent, which may end at any write. */
export class DeviceMachine {
  readonly name: string
  readonly disk = new Disk()
  readonly way: Way
  readonly thing: Thing
  private readonly surroundings: Surroundings
  private readonly hub: HubMachine
  private readonly truth: Truth
  private readonly random: Random
  private keptKeys: KeyPair | undefined
  private kept: Identity | undefined
  private running: Running | undefined
  private life: Life | undefined
  private readonly recordsAtMost: number
  private boots = 0
  private sessionFromMs = 0

  constructor(name: string, surroundings: Surroundings, hub: HubMachine, truth: Truth, enrolled?: Identity) {
    this.name = name
    this.kept = enrolled
    this.keptKeys = enrolled?.keys
    this.surroundings = surroundings
    this.hub = hub
    this.truth = truth
    this.random = surroundings.random(name)
    this.recordsAtMost = surroundings.random(`${name} journal`).pick(recordsAtMost)
    this.way = new Way(surroundings.schedule, surroundings.random(`${name} way`))
    this.thing = new Thing(name, surroundings, truth)
    this.disk.ignoresSyncs = surroundings.sabotage === 'syncs_ignored'
  }

  get identity(): Identity {
    if (this.kept === undefined) throw new Error('the device has not enrolled')
    return this.kept
  }

  get id(): DeviceId {
    return this.identity.device
  }

  get agent(): RunningAgent | undefined {
    return this.running?.agent
  }

  get isOn(): boolean {
    return this.life !== undefined
  }

  /** Trades its claim code for an identity, as a device does before anything goes wrong. */
  async enrol(tenant: TenantId, claimCode: string): Promise<void> {
    await enrol(this.surroundings.crypto, this.client(new Life(this.surroundings.schedule)), this.identities, {
      tenant,
      claimCode,
      origin: hubOrigin,
    })
  }

  async powerOn(): Promise<void> {
    if (this.life !== undefined) return
    const life = new Life(this.surroundings.schedule)
    this.life = life
    this.boots++
    this.surroundings.tell(`${this.name} is powered`)
    this.truth.power(this.name, true)
    await this.boot(life).catch((error: unknown) => this.failed(life, error))
  }

  cutPower(): void {
    if (this.life === undefined) return
    this.surroundings.tell(`${this.name} loses its power`)
    this.end()
    this.disk.powerCut(this.random)
  }

  /** The power goes at the write or sync that comes after so many others, and comes back after a while. */
  cutPowerAtChange(changes: number, backAfterMs: number): void {
    let left = changes
    this.disk.onChange = (_file: DiskFile) => {
      if (left-- > 0) return
      this.disk.onChange = () => undefined
      this.cutPower()
      this.surroundings.schedule.after(backAfterMs, () => void this.powerOn())
    }
  }

  /** What its disk holds now; only while it is off. */
  copyDisk(): DiskImage {
    return this.disk.image()
  }

  putBackDisk(image: DiskImage): void {
    this.disk.put(image)
  }

  /** Resolves with nothing when what runs now ends; at once where nothing does. */
  darkness(): Promise<undefined> {
    const { life } = this
    return new Promise((resolve) => {
      if (life === undefined) resolve(undefined)
      else life.onEnd(() => resolve(undefined))
    })
  }

  /** Somebody who stands before it brings the time of the hub. */
  async hear(relayed: RelayedTime): Promise<void> {
    if (this.running === undefined) return
    const { life, environment, journal, agent } = this.running
    await life.guard(hearRelayedTime({ environment, journal, shell: agent.shell }, relayed))
  }

  status(): Promise<JournalStatus> | undefined {
    return this.running?.journal.status()
  }

  private end(): void {
    const { life } = this
    this.life = undefined
    this.running = undefined
    if (life !== undefined) this.truth.power(this.name, false)
    life?.end()
  }

  private async boot(life: Life): Promise<void> {
    const { sqlite, crypto, schedule, sabotage } = this.surroundings
    const bootedAtMs = schedule.nowMs
    const random = this.surroundings.random(`${this.name} boot ${this.boots}`)
    const randomBytes = random.bytes
    const boot = randomBytes(16)
    const openDatabase = journalDatabase(sqlite, this.disk, life)
    const path = 'journal.sqlite'
    const journal = await SqliteJournal.open({ path, boot, randomBytes, recordsAtMost: this.recordsAtMost, openDatabase })
    const ownEnvironment: AgentEnvironment = {
      monotonicMs: () => schedule.nowMs - bootedAtMs,
      timers: life.timers,
      randomBytes,
      crypto,
    }
    const identity = await this.identities.get()
    if (identity === undefined) throw new Error('the device has not enrolled')
    const onFatal = (error: unknown): void => this.failed(life, error)
    const environment = brokenEnvironment(ownEnvironment, sabotage)
    const agent = await runAgent({
      environment,
      journal: brokenJournal(journal, sabotage),
      boot,
      identity,
      identities: this.identities,
      driver: this.thing.driver(life),
      uplink: {
        hub: this.client(life),
        connect: (options) => {
          const { broker } = this.hub
          return life.guard(
            broker === undefined ? Promise.reject(new Error('the hub is down')) : broker.connect(options, this.way),
          )
        },
        origin: hubOrigin,
        mqttDial: undefined,
        report: this.report(life),
      },
      onFatal,
    })
    life.onEnd(() => this.way.reset())
    if (!life.isOver) this.running = { life, environment, journal, agent }
  }

  /** The agent cannot go on: as a service it is started again after a while. */
  private failed(life: Life, error: unknown): void {
    if (life.isOver) return
    this.surroundings.tell(`${this.name} fails: ${error instanceof Error ? error.message : String(error)}`)
    this.truth.agentFailed(this.name, error)
    this.end()
    this.disk.detach()
    this.surroundings.schedule.after(startedAgainMs, () => void this.powerOn())
  }

  /** A connection breaks also because its agent ends, which then says nothing any more. */
  private report(life: Life): UplinkReport {
    const tell = (what: string): void => {
      if (!life.isOver) this.surroundings.tell(`${this.name} ${what}`)
    }
    return {
      connected: () => {
        this.sessionFromMs = this.surroundings.trueMs()
      },
      disconnected: (reason) => tell(`is not connected: ${reason}`),
      receipt: ({ through }) => this.truth.acknowledged(this.name, through),
      rejected: (detail) => tell(`rejects: ${detail}`),
      obeyed: ({ authorization, use }) => {
        if (life.isOver) return
        tell(`does what the hub tells it by ${authorization}`)
        const { name: device, sessionFromMs, agent } = this
        const clock = agent === undefined ? {} : { clock: agent.shell.time() }
        this.truth.admitted({ device, authorization, use, permit: '', isHolder: true, sessionFromMs, ...clock })
      },
      damaged: ({ first, last }) => tell(`finds records ${first} to ${last} damaged`),
      restored: ({ through }) => tell(`learns that the hub holds through ${through}`),
    }
  }

  private readonly identities: IdentityStore = {
    keys: async () => {
      this.keptKeys ??= keyPairOf(this.surroundings.crypto, this.surroundings.random(`${this.name} key`).bytes(32))
      return this.keptKeys
    },
    get: async () => this.kept,
    put: async (identity) => {
      this.kept = identity
    },
  }

  private client(life: Life): HubClient {
    return hubOver(this.surroundings.schedule, { hub: this.hub, way: this.way, life })
  }
}
