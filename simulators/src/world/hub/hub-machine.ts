import { WorkLoop } from '@octroi/agent/work-loop'
import { devicesOf, LeaseKeeper } from '@octroi/hub/broker/lease-keeper'
import { tellRevocations, uplinkHooks } from '@octroi/hub/broker/uplink'
import { sendConfirmation } from '@octroi/hub/confirmations/send-confirmation.use-case'
import type { WebhookClient } from '@octroi/hub/confirmations/webhook-client.port'
import type { Environment } from '@octroi/hub/environment'
import { manualPayments } from '@octroi/hub/payments/manual-payments'
import { sealerOf } from '@octroi/hub/storage/secrets/sealer'
import { openSqlite } from '@octroi/hub/storage/sqlite/open'
import type { Storage } from '@octroi/hub/stores'
import { Deliveries } from '@octroi/hub/workers/deliveries'
import { idSource } from '@octroi/shared/ids/id-source'
import { Life } from '../life.ts'
import { Random } from '../random.ts'
import { brokenStorage } from '../sabotage.ts'
import { Disk, type DiskImage } from '../sqlite/disk.ts'
import { hubDatabase } from '../sqlite/hub-database.ts'
import type { Surroundings } from '../surroundings.ts'
import { awaitPoint } from './await-point.ts'
import { BrokerMalice } from './broker-malice.ts'
import { answerAs, hubOrigin, type ServedHub } from './hub-app.ts'
import { silentTracing } from './silent-tracing.ts'
import { WorldBroker } from './world-broker.ts'

/** What was enqueued is delivered at once; what failed is tried again in a round. */
const roundMs = 5000

/** One run of the hub's program. */
interface Running {
  readonly life: Life
  readonly served: ServedHub
  readonly broker: WorldBroker
}

/** The machine a hub runs on: its disk, its clock, and the program, which may end at any step. */
export class HubMachine {
  readonly disk: Disk
  readonly malice = new BrokerMalice()
  /** How far its wall clock was from the right time at most. */
  farthestOffMs = 0
  readonly defects: string[] = []
  /** Where its program stood each time it was killed at a step. */
  readonly killedAt: string[] = []
  private readonly surroundings: Surroundings
  private readonly webhooks: WebhookClient
  private readonly sealingKey: Uint8Array
  private running: Running | undefined
  private offMs = 0
  private starts = 0

  constructor(surroundings: Surroundings, webhooks: WebhookClient, image: DiskImage) {
    this.surroundings = surroundings
    this.webhooks = webhooks
    this.disk = new Disk(image)
    this.sealingKey = new Random('sealing key').bytes(32)
  }

  get isUp(): boolean {
    return this.running !== undefined
  }

  get broker(): WorldBroker | undefined {
    return this.running?.broker
  }

  /** Only while it is up. */
  get storage(): Storage {
    if (this.running === undefined) throw new Error('the hub is down')
    return this.running.served.storage
  }

  get environment(): Environment {
    if (this.running === undefined) throw new Error('the hub is down')
    return this.running.served.environment
  }

  /** Sets its wall clock so far from the right time. */
  setClockOff(ms: number): void {
    this.offMs = ms
    this.farthestOffMs = Math.max(this.farthestOffMs, Math.abs(ms))
  }

  nowMs(): number {
    return this.surroundings.trueMs() + this.offMs
  }

  async boot(): Promise<void> {
    if (this.running !== undefined) return
    const { schedule, sqlite, sabotage } = this.surroundings
    const life = new Life(schedule)
    const name = `hub ${++this.starts}`
    const { bytes: randomBytes } = this.surroundings.random(name)
    const environment: Environment = {
      nowMs: () => this.nowMs(),
      randomBytes,
      ids: idSource(() => this.nowMs(), randomBytes),
      crypto: this.surroundings.crypto,
      sealer: sealerOf(this.sealingKey, randomBytes),
      payments: manualPayments,
    }
    const opened = await openSqlite('hub.sqlite', hubDatabase(sqlite, this.disk, life))
    const storage = brokenStorage(opened, sabotage)
    this.running = this.start(life, storage, environment)
    this.surroundings.tell(`${name} serves`)
  }

  /** The process is killed: what it wrote is there, what it was about to write is not. */
  kill(): void {
    this.end('hub killed')
    this.disk.detach()
  }

  cutPower(): void {
    this.end('hub lost its power')
    this.disk.powerCut(this.surroundings.random(`hub power ${this.surroundings.schedule.happened}`))
  }

  /** Kills it after so many more steps of its program, and has it back after a while. */
  killAfter(steps: number, isPowerCut: boolean, backAfterMs: number): void {
    this.running?.life.killAfter(steps, () => {
      this.killedAt.push(awaitPoint())
      if (isPowerCut) this.cutPower()
      else this.kill()
      this.surroundings.schedule.after(backAfterMs, () => void this.boot())
    })
  }

  /** A request over HTTP. Rejects where the hub is down or goes down meanwhile. */
  async ask(method: string, path: string, asked: Asked = {}): Promise<Answer> {
    const { running } = this
    if (running === undefined) throw new Error('the hub does not answer')
    const { token, key, body, text } = asked
    const headers: Record<string, string> = {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(key === undefined ? {} : { 'idempotency-key': key }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(text === undefined ? {} : { 'content-type': 'application/yaml' }),
    }
    const sent = body === undefined ? text : JSON.stringify(body)
    const request = new Request(`${hubOrigin}${path}`, { method, headers, ...(sent === undefined ? {} : { body: sent }) })
    const over = new Promise<never>((_, reject) => running.life.onEnd(() => reject(new Error('the hub went away'))))
    const response = await Promise.race([answerAs(running.served, request), over])
    const answer = await Promise.race([response.text(), over])
    return { status: response.status, body: answer.startsWith('{') ? JSON.parse(answer) : {} }
  }

  private end(how: string): void {
    if (this.running === undefined) return
    this.surroundings.tell(how)
    const { life } = this.running
    this.running = undefined
    life.end()
  }

  private start(life: Life, storage: Storage, environment: Environment): Running {
    const defect = (error: unknown, about: string): void => {
      this.defects.push(`${about}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`)
    }
    const broker = (): WorldBroker => brokerNow
    const leases = new LeaseKeeper({
      storage,
      environment,
      tracing: silentTracing,
      broker,
      onDefect: (error) => defect(error, 'leases'),
    })
    const keeping = new WorkLoop(
      () => leases.round(),
      (error) => defect(error, 'a round of leases'),
    )
    const { signal } = new AbortController()
    const sending = { storage, client: this.webhooks, environment, signal }
    const deliveries: Deliveries = new Deliveries(
      { queue: storage.queue, storage, environment, send: (leased) => sendConfirmation(sending, leased) },
      { tracing: silentTracing, onRoom: () => delivering.wake(), onDefect: (error) => defect(error, 'a delivery') },
    )
    const delivering = new WorkLoop(
      () => deliveries.fill(),
      (error) => defect(error, 'a round of deliveries'),
    )
    const hooks = uplinkHooks({
      storage,
      environment,
      tracing: silentTracing,
      broker,
      onMessages: () => delivering.wake(),
      leases,
      report: {
        connected: ({ device }) => this.surroundings.tell(`${device} connects`),
        ingested: ({ device }, { verdict, records, receipt }) =>
          this.surroundings.tell(`${device} batch ${verdict}, ${records} records, through ${receipt.head.through}`),
        misused: ({ device }, detail) => this.surroundings.tell(`${device} misuse: ${detail}`),
        failed: ({ device }, error) => defect(error, `a batch of ${device}`),
      },
    })
    const brokerNow = new WorldBroker(this.surroundings, life, this.malice, hooks)
    life.timers.every(roundMs, () => {
      keeping.wake()
      delivering.wake()
    })
    const served: ServedHub = {
      storage,
      environment,
      onRevoked: (tenant, device) => {
        tellRevocations({ storage, environment, broker }, { tenant, device }).catch((error: unknown) =>
          defect(error, 'revocations'),
        )
      },
      onSuspended: (_tenant, device) => brokerNow.disconnect({ device }),
      onEntitled: (tenant, account) => {
        devicesOf(storage, tenant, account).then(
          (devices) => leases.changed(tenant, devices),
          (error: unknown) => defect(error, 'leases of an account'),
        )
      },
      onEnqueued: () => delivering.wake(),
      onDefect: (error, path) => defect(error, path),
    }
    return { life, served, broker: brokerNow }
  }
}

export interface Asked {
  readonly token?: string
  /** Of a request that may be repeated. */
  readonly key?: string
  readonly body?: unknown
  readonly text?: string
}

export interface Answer {
  readonly status: number
  /** Looked at field by field. */
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly body: any
}
