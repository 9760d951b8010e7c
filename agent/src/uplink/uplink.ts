import type { Receipt } from '@octroi/shared/wire/messages/journal'
import type { ActingShell } from '../acting/shell.ts'
import type { Identity, IdentityStore } from '../enrolment/identity.ts'
import type { AgentEnvironment } from '../environment.ts'
import type { Journal, SealedBatch } from '../journal/journal.ts'
import type { Dial, HubClient } from './hub-client.ts'
import { connectLink, type Link } from './mqtt-link.ts'
import { openReceipt, openSession } from './open-session.ts'
import { connected, gone, isLive, nextSend, overdue, receiptTaken, type SyncState, sent } from './sync.ts'

export interface UplinkDependencies {
  readonly environment: AgentEnvironment
  readonly hub: HubClient
  readonly origin: string
  readonly mqttDial: Dial | undefined
  readonly identity: Identity
  readonly identities: IdentityStore
  readonly shell: ActingShell
  readonly journal: Journal
  readonly boot: Uint8Array
  readonly report: UplinkReport
}

export interface UplinkReport {
  readonly connected: () => void
  readonly disconnected: (reason: string, retryInMs: number) => void
  readonly receipt: (receipt: Receipt, trimmed: number) => void
  readonly rejected: (detail: string) => void
}

const retryMs = { least: 250, most: 30_000 }
const resendRoundMs = 2000

/** Keeps the device connected while there is a network, and the journal on its way to the hub. */
export class Uplink {
  private readonly dependencies: UplinkDependencies
  private link: Link | undefined
  private sync: SyncState = connected(0, 0)
  private isPumping = false
  private isPumpWanted = false
  private isStopped = false
  private endWait: () => void = () => undefined
  private finished: Promise<void> = Promise.resolve()

  constructor(dependencies: UplinkDependencies) {
    this.dependencies = dependencies
  }

  get isConnected(): boolean {
    return this.link !== undefined
  }

  start(): void {
    this.finished = this.run()
  }

  async stop(): Promise<void> {
    this.isStopped = true
    this.endWait()
    await this.link?.close().catch(() => undefined)
    await this.finished
  }

  /** A batch was sealed, or room came free: send what may be sent. */
  wake(): void {
    this.isPumpWanted = true
    if (!this.isPumping && this.link !== undefined) void this.pump(this.link)
  }

  private async run(): Promise<void> {
    for (let failures = 0; !this.isStopped; ) {
      const reason = await this.stayConnected(() => {
        failures = 0
      }).catch((error: unknown) => (error instanceof Error ? error.message : String(error)))
      if (this.isStopped) return
      const waitMs = Math.min(retryMs.least * 2 ** failures, retryMs.most) * (0.5 + this.random() / 2)
      failures++
      this.dependencies.report.disconnected(reason, waitMs)
      await this.wait(waitMs)
    }
  }

  /** One session from its opening to its end; resolves with why it ended. */
  private async stayConnected(onConnected: () => void): Promise<string> {
    const { environment, hub, origin, mqttDial, identity, identities, shell, journal, boot, report } = this.dependencies
    const deviceNonce = shell.askTime()
    const session = await openSession(environment.crypto, hub, { identity, keyset: shell.state.keyset, origin, deviceNonce })
    shell.answerTime(session.time)
    if (session.keyset !== shell.state.keyset) {
      await identities.put({ ...identity, keyset: session.signedKeyset })
      shell.useKeyset(session.keyset)
    }
    await this.takeReceipt(session.receipt)
    const link = await connectLink({
      broker: session.broker,
      dial: mqttDial,
      address: identity,
      password: session.password,
      boot,
      onMessage: (channel, payload) => {
        if (channel === 'ack') void this.onReceipt(payload)
      },
    })
    const { acknowledgedThrough, lastSeq } = await journal.status()
    this.sync = connected(Math.max(acknowledgedThrough, session.receipt.through), lastSeq)
    this.link = link
    onConnected()
    report.connected()
    this.wake()
    const resend = setInterval(() => this.resendOverdue(), resendRoundMs)
    await link.ended
    clearInterval(resend)
    this.link = undefined
    return 'the connection ended'
  }

  private resendOverdue(): void {
    const next = overdue(this.sync, this.dependencies.environment.monotonicMs())
    if (next === this.sync) return
    this.sync = next
    this.wake()
  }

  private async onReceipt(payload: Uint8Array): Promise<void> {
    const { environment, shell, identity, report } = this.dependencies
    const receipt = openReceipt(environment.crypto, shell.state.keyset, identity.device, payload, shell.time().nowMs)
    if (receipt === undefined) return report.rejected('a receipt that does not verify')
    await this.takeReceipt(receipt)
    this.wake()
  }

  private async takeReceipt(receipt: Receipt): Promise<void> {
    const { journal, shell, report } = this.dependencies
    const { state, nowMs } = shell.time()
    const trimmed = await journal.acknowledge(receipt.through, state === 'synced' ? nowMs : receipt.time)
    this.sync = receiptTaken(this.sync, receipt)
    report.receipt(receipt, trimmed)
  }

  /** Sends one batch after another, until the state says to wait or the journal has no more. */
  private async pump(link: Link): Promise<void> {
    this.isPumping = true
    try {
      while (this.isPumpWanted && this.link === link) {
        this.isPumpWanted = false
        while (this.link === link && (await this.sendNext(link)));
      }
    } catch {
      // The connection ended; the next one sends everything again that has no receipt.
    } finally {
      this.isPumping = false
    }
    // A new connection came while the last packet of the old one was on its way.
    if (this.isPumpWanted) this.wake()
  }

  private async sendNext(link: Link): Promise<boolean> {
    const next = nextSend(this.sync)
    if (next.kind === 'wait') return false
    const batch = await this.batchFor(next)
    if (batch === undefined) {
      if (next.kind === 'wanted') this.sync = gone(this.sync, next.range)
      return next.kind === 'wanted'
    }
    this.sync = sent(this.sync, batch, this.dependencies.environment.monotonicMs())
    await link.publish(isLive(this.sync, batch.first) ? 'up' : 'backlog', batch.envelope)
    return true
  }

  private async batchFor(next: Exclude<ReturnType<typeof nextSend>, { kind: 'wait' }>): Promise<SealedBatch | undefined> {
    const { journal } = this.dependencies
    const found =
      next.kind === 'wanted'
        ? await journal.covering(next.range.first, next.range.last, 1)
        : await journal.unacknowledged(next.fromSeq, 1)
    return found[0]
  }

  private wait(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms)
      this.endWait = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }

  private random(): number {
    return (this.dependencies.environment.randomBytes(1)[0] ?? 0) / 255
  }
}
