import type { WebhookClient } from '@octroi/hub/confirmations/webhook-client.port'
import type { Environment } from '@octroi/hub/environment'
import { manualPayments } from '@octroi/hub/payments/manual-payments'
import { sealerOf } from '@octroi/hub/storage/secrets/sealer'
import { openSqlite } from '@octroi/hub/storage/sqlite/open'
import type { Storage } from '@octroi/hub/stores'
import { idSource } from '@octroi/shared/ids/id-source'
import { Life } from '../life.ts'
import { Random } from '../random.ts'
import { brokenStorage } from '../sabotage.ts'
import { Disk, type DiskImage } from '../sqlite/disk.ts'
import { hubDatabase } from '../sqlite/hub-database.ts'
import type { Surroundings } from '../surroundings.ts'
import { awaitPoint } from './await-point.ts'
import { BrokerMalice } from './broker-malice.ts'
import { clientStorage } from './client-storage.ts'
import { answerAs, hubOrigin } from './hub-app.ts'
import { type HubProgram, runHub } from './hub-program.ts'
import type { WorldBroker } from './world-broker.ts'

/** The machine a hub runs on: its disk, its clock, and the program, which may end at any step. For a while another hub may share its database. */
export class HubMachine {
  readonly disk: Disk
  readonly malice = new BrokerMalice()
  /** How far its wall clock was from the right time at most. */
  farthestOffMs = 0
  readonly defects: string[] = []
  /** Where its program stood each time it was killed at a step. */
  readonly killedAt: string[] = []
  /** Called with each place of its code where it waits. */
  onAwait: ((place: string) => void) | undefined
  private readonly surroundings: Surroundings
  private readonly webhooks: WebhookClient
  private readonly sealingKey: Uint8Array
  private running: HubProgram | undefined
  /** Another hub on the same database, with a broker and a clock of its own. */
  private second: HubProgram | undefined
  private readonly balancer: Random
  private offMs = 0
  private booting: Promise<void> | undefined
  private isAtRest = false
  private starts = 0

  constructor(surroundings: Surroundings, webhooks: WebhookClient, image: DiskImage) {
    this.surroundings = surroundings
    this.webhooks = webhooks
    this.balancer = surroundings.random('which hub')
    this.disk = new Disk(image)
    this.sealingKey = new Random('sealing key').bytes(32)
  }

  get isUp(): boolean {
    return this.running !== undefined
  }

  /** Of one of the hubs. */
  get broker(): WorldBroker | undefined {
    return this.anyProgram()?.broker
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
    if (this.running !== undefined || this.isAtRest) return
    this.booting ??= this.begin().finally(() => {
      this.booting = undefined
    })
    await this.booting
  }

  private async begin(): Promise<void> {
    const { schedule, sqlite, sabotage } = this.surroundings
    const life = new Life(schedule)
    const opened = await openSqlite('hub.sqlite', hubDatabase(sqlite, this.disk, life))
    this.running = this.begun(life, brokenStorage(opened, sabotage), () => this.nowMs())
    if (this.onAwait !== undefined) life.onStep = () => this.onAwait?.(awaitPoint())
  }

  /** Starts another hub on the same database; killed after so many of its steps, where a number is given. */
  join(steps?: number): void {
    const { running, second } = this
    if (running === undefined || second !== undefined) return
    const life = new Life(this.surroundings.schedule)
    if (steps !== undefined) life.killAfter(steps, () => this.leave(awaitPoint()))
    this.second = this.begun(life, clientStorage(running.served.storage, life), () => this.surroundings.trueMs())
  }

  /** The other hub is killed. */
  leave(at?: string): void {
    if (this.second === undefined) return
    if (at !== undefined) this.killedAt.push(at)
    this.surroundings.tell('the other hub killed')
    const { life } = this.second
    this.second = undefined
    life.end()
  }

  /** Stops the hub, has a command do its work on the data, and starts it again. One command at a time. */
  async atRest(work: (storage: Storage, environment: Environment) => Promise<void>): Promise<void> {
    if (this.isAtRest) return
    this.isAtRest = true
    await this.booting
    this.end('hub stopped')
    this.disk.detach()
    const { schedule, sqlite, sabotage } = this.surroundings
    const life = new Life(schedule)
    try {
      const opened = await openSqlite('hub.sqlite', hubDatabase(sqlite, this.disk, life))
      await work(
        brokenStorage(opened, sabotage),
        this.environmentOf(`command ${++this.starts}`, () => this.nowMs()),
      )
      await opened.close()
    } finally {
      life.end()
      this.disk.detach()
      this.isAtRest = false
    }
    await this.boot()
  }

  /** The process is killed: what it wrote is there, what it was about to write is not. */
  kill(): void {
    if (this.isAtRest) return
    this.end('hub killed')
    this.disk.detach()
  }

  cutPower(): void {
    this.end('hub lost its power')
    this.disk.powerCut(this.surroundings.random(`hub power ${this.surroundings.schedule.happened}`))
  }

  /** Kills it after so many more steps of its program, and has it back after a while. */
  killAfter(steps: number, isPowerCut: boolean, backAfterMs: number): void {
    this.running?.life.killAfter(steps, () => this.endAt(awaitPoint(), isPowerCut, backAfterMs))
  }

  /** Kills it once, where it first waits at this place of its code, and has it back after a while. */
  killAt(place: string, isPowerCut: boolean, backAfterMs: number): void {
    this.onAwait = (passed) => {
      if (passed !== place) return
      this.onAwait = undefined
      this.endAt(place, isPowerCut, backAfterMs)
    }
  }

  private endAt(place: string, isPowerCut: boolean, backAfterMs: number): void {
    this.killedAt.push(place)
    if (isPowerCut) this.cutPower()
    else this.kill()
    this.surroundings.schedule.after(backAfterMs, () => void this.boot())
  }

  /** A request over HTTP. Rejects where the hub is down or goes down meanwhile. */
  async ask(method: string, path: string, asked: Asked = {}): Promise<Answer> {
    const running = this.anyProgram()
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

  private anyProgram(): HubProgram | undefined {
    return this.second !== undefined && this.balancer.chance(0.5) ? this.second : this.running
  }

  private begun(life: Life, storage: Storage, nowMs: () => number): HubProgram {
    const { surroundings, webhooks, malice, defects } = this
    const name = `hub ${++this.starts}`
    const environment = this.environmentOf(name, nowMs)
    const program = runHub({ surroundings, life, storage, environment, webhooks, malice, defects })
    surroundings.tell(`${name} serves`)
    return program
  }

  private environmentOf(name: string, nowMs: () => number): Environment {
    const { bytes: randomBytes } = this.surroundings.random(name)
    return {
      nowMs,
      randomBytes,
      ids: idSource(nowMs, randomBytes),
      crypto: this.surroundings.crypto,
      sealer: sealerOf(this.sealingKey, randomBytes),
      payments: manualPayments,
    }
  }

  /** With the machine goes the database, and with that the other hub. */
  private end(how: string): void {
    this.leave()
    if (this.running === undefined) return
    this.surroundings.tell(how)
    const { life } = this.running
    this.running = undefined
    life.end()
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
