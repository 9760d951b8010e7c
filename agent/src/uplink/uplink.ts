import type { AuthorizationId } from '@octroi/shared/ids/id'
import { readSigned } from '@octroi/shared/wire/message'
import { commandMessage } from '@octroi/shared/wire/messages/command'
import type { Receipt, SeqRange } from '@octroi/shared/wire/messages/journal'
import type { HubChannel } from '@octroi/shared/wire/topics'
import type { ActingShell } from '../acting/shell.ts'
import type { Identity, IdentityStore } from '../enrolment/identity.ts'
import type { AgentEnvironment } from '../environment.ts'
import { isIntact } from '../journal/intact.ts'
import { type Journal, JournalFullError } from '../journal/journal.ts'
import { WorkLoop } from '../work-loop.ts'
import { fitsClock } from './fits-clock.ts'
import type { Dial, HubClient } from './hub-client.ts'
import type { ConnectLink, Link } from './mqtt-link.ts'
import { openReceipt, openRevocations, openSession, receivedLease, type Session } from './open-session.ts'
import { Sender } from './sender.ts'

export interface UplinkDependencies {
  readonly environment: AgentEnvironment
  readonly hub: HubClient
  /** Makes one connection to the broker. */
  readonly connect: (options: ConnectLink) => Promise<Link>
  readonly origin: string
  readonly mqttDial: Dial | undefined
  readonly identity: Identity
  readonly identities: IdentityStore
  readonly shell: ActingShell
  readonly journal: Journal
  readonly boot: Uint8Array
  readonly report: UplinkReport
  readonly onFatal: (error: unknown) => void
}

export interface UplinkReport {
  readonly connected: () => void
  readonly disconnected: (reason: string, retryInMs: number) => void
  readonly receipt: (receipt: Receipt, trimmed: number) => void
  readonly rejected: (detail: string) => void
  /** The device does what the hub told it to do now. */
  readonly obeyed: (granted: { readonly authorization: AuthorizationId; readonly use: number }) => void
  /** A sealed batch is not what the disk gives back. */
  readonly damaged: (range: SeqRange) => void
  /** The hub holds more of the journal than the device. */
  readonly restored: (receipt: Receipt) => void
}

const retryMs = { least: 250, most: 30_000 }
/** A connection that lasted this long was a good one: the next attempt comes at once again. */
const lastingMs = 10_000
const tickMs = 2000
/** A session that left the time unknown, over a way that was too slow for it, is not kept for longer; each time for twice as long. */
const askAgainMs = { least: 60_000, most: 3_600_000 }
/** A receipt that tells so much another time than the device knows: one of the clocks was set, and a new session tells which. */
const apartMsAtMost = 300_000

/** Keeps the device connected while there is a network, and the journal on its way to the hub. */
export class Uplink {
  private readonly dependencies: UplinkDependencies
  private readonly stopping = new AbortController()
  private sender: Sender | undefined
  private finished: Promise<void> = Promise.resolve()
  /** Sessions in a row that left the time unknown. */
  private timeless = 0

  constructor(dependencies: UplinkDependencies) {
    this.dependencies = dependencies
  }

  get isConnected(): boolean {
    return this.sender !== undefined
  }

  start(): void {
    this.finished = this.run()
  }

  /** Gives up what is under way; resolves when nothing of it touches the journal any more. */
  async stop(): Promise<void> {
    this.stopping.abort()
    await this.finished
  }

  /** A batch was sealed. */
  wake(): void {
    this.sender?.wake()
  }

  private async run(): Promise<void> {
    const { environment, report } = this.dependencies
    for (let failures = 0; !this.stopping.signal.aborted; failures++) {
      const startedAtMs = environment.monotonicMs()
      const reason = await this.connectOnce().catch((error: unknown) => (error instanceof Error ? error.message : String(error)))
      if (this.stopping.signal.aborted) return
      if (environment.monotonicMs() - startedAtMs >= lastingMs) failures = 0
      const waitMs = Math.min(retryMs.least * 2 ** failures, retryMs.most) * this.jitter()
      report.disconnected(reason, waitMs)
      await this.wait(waitMs)
    }
  }

  /** One session from its opening to its end; resolves with why it ended. */
  private async connectOnce(): Promise<string> {
    const { signal } = this.stopping
    const { environment, hub, origin, identity, shell, journal, report, onFatal } = this.dependencies
    const deviceNonce = shell.askTime()
    const { keyset, keypad, lease, revocations, epoch } = shell.state
    const goesBy = { leaseSeq: lease?.claims.leaseSeq ?? 0, revocations: revocations.version, epoch }
    const command = { identity, keyset, origin, deviceNonce, keypad: keypad.actions, goesBy }
    const session = await openSession(environment.crypto, hub, command, signal)
    const answeredAtMs = environment.monotonicMs()
    await this.useKeyset(session)
    await this.reconcile(session)
    if (session.revocations !== undefined) await shell.revoke(session.revocations)
    if (session.lease !== undefined) await shell.takeLease(session.lease.lease, session.lease.signed)
    shell.usePasscodeKeys(session.passcodeKeys)
    // Only now: with the time known permits are accepted, and those of before a restored disk must be known by then.
    shell.answerTime(session.time, answeredAtMs)
    await shell.hubTimeKnown(session.time.time)
    const arrived: { readonly channel: HubChannel; readonly payload: Uint8Array }[] = []
    const taking = new WorkLoop(
      async () => {
        for (let next = arrived.shift(); next !== undefined; next = arrived.shift()) {
          if (await this.take(next.channel, next.payload)) link.end()
        }
      },
      (error) => {
        // What is acknowledged again later is not lost by it.
        if (!(error instanceof JournalFullError)) onFatal(error)
      },
    )
    // No command can come before the hub has answered the CONNECT, so none finds the device outside of its session.
    shell.enterSession(deviceNonce)
    const link = await this.connect(session, (channel, payload) => {
      arrived.push({ channel, payload })
      taking.wake()
    })
    const { sealedThrough } = await journal.status()
    const jumpedThrough = await journal.jumpedThrough()
    const sender = new Sender({
      journal,
      link,
      monotonicMs: environment.monotonicMs,
      sealedThrough,
      jumpedThrough,
      isIntact: (batch) => isIntact(environment.crypto, identity.keys.publicKey, batch),
      onDamaged: async ({ first, last }) => {
        report.damaged({ first, last })
        await shell.batchDamaged({ first, last })
      },
      onFatal,
    })
    this.sender = sender
    report.connected()
    sender.wake()
    const endTicking = environment.timers.every(tickMs, () => sender.tick())
    const endWaiting = this.askForTimeAgain(link)
    await link.ended
    shell.enterSession(undefined)
    endTicking()
    endWaiting()
    this.sender = undefined
    await Promise.all([sender.settled(), taking.settled()])
    return 'the connection ended'
  }

  /** Only a session is answered with the time: without it no permit opens, so one that brought none ends by itself. */
  private askForTimeAgain(link: Link): () => void {
    const { environment, shell } = this.dependencies
    if (shell.time().state === 'synced') {
      this.timeless = 0
      return () => undefined
    }
    const afterMs = Math.min(askAgainMs.least * 2 ** this.timeless, askAgainMs.most)
    this.timeless += 1
    return environment.timers.after(afterMs, () => link.end())
  }

  private connect(session: Session, onMessage: ConnectLink['onMessage']): Promise<Link> {
    const { connect, mqttDial, identity, boot } = this.dependencies
    return connect({
      broker: session.broker,
      dial: mqttDial,
      ca: identity.ca,
      address: identity,
      password: session.password,
      boot,
      signal: this.stopping.signal,
      onMessage,
    })
  }

  private async useKeyset(session: Session): Promise<void> {
    const { identity, identities, shell } = this.dependencies
    if (session.keyset === shell.state.keyset) return
    await identities.put({ ...identity, keyset: session.signedKeyset })
    shell.useKeyset(session.keyset)
  }

  /** True where the connection should end, for a new session. */
  private async take(channel: HubChannel, payload: Uint8Array): Promise<boolean> {
    if (channel === 'ack') return this.onReceipt(payload)
    if (channel === 'rev') await this.onRevocations(payload)
    else if (readSigned(commandMessage, payload).ok) await this.onCommand(payload)
    else return this.onLease(payload)
    return false
  }

  private async onCommand(payload: Uint8Array): Promise<void> {
    const { shell, report } = this.dependencies
    const answer = await shell.obey(payload)
    if (answer.kind === 'granted') report.obeyed(answer)
    else if (answer.kind === 'refused') report.rejected(`a command, as ${answer.code}`)
  }

  private async onLease(payload: Uint8Array): Promise<boolean> {
    const { environment, shell, identity, report } = this.dependencies
    const { nowMs, state } = shell.time()
    const received = receivedLease(environment.crypto, shell.state.keyset, identity.device, payload, nowMs)
    if (received === undefined) {
      report.rejected('a lease that does not verify')
      return false
    }
    const isNews = received.lease.leaseSeq > (shell.state.lease?.claims.leaseSeq ?? 0)
    await shell.takeLease(received.lease, received.signed)
    return isNews && state === 'synced' && !fitsClock(received.lease, shell.time())
  }

  private async onRevocations(payload: Uint8Array): Promise<void> {
    const { environment, shell, identity, report } = this.dependencies
    const nowMs = shell.time().nowMs
    const revocations = openRevocations(environment.crypto, shell.state.keyset, identity.device, payload, nowMs)
    if (revocations === undefined) return report.rejected('revocations that do not verify')
    await shell.revoke(revocations)
  }

  private async onReceipt(payload: Uint8Array): Promise<boolean> {
    const { environment, shell, identity, journal, report } = this.dependencies
    const receipt = openReceipt(environment.crypto, shell.state.keyset, identity.device, payload, shell.time().nowMs)
    if (receipt === undefined) {
      report.rejected('a receipt that does not verify')
      return false
    }
    report.receipt(receipt, await journal.acknowledge(receipt, receipt.time))
    await shell.roomMade()
    this.sender?.receiptTaken(receipt)
    const { state, nowMs, uncertaintyMs } = shell.time()
    return state === 'synced' && Math.abs(receipt.time - nowMs) > apartMsAtMost + uncertaintyMs
  }

  /** Holds the journal against what the hub holds of it, before anything is sent. */
  private async reconcile({ receipt }: Session): Promise<void> {
    const { journal, shell, report } = this.dependencies
    if (!(await journal.continues(receipt))) {
      report.restored(receipt)
      await shell.fallBehind(receipt, receipt.time)
    }
    report.receipt(receipt, await journal.reconcile(receipt, receipt.time))
  }

  private wait(ms: number): Promise<void> {
    const { signal } = this.stopping
    return new Promise((resolve) => {
      const endWaiting = this.dependencies.environment.timers.after(ms, done)
      signal.addEventListener('abort', done, { once: true })
      function done(): void {
        endWaiting()
        signal.removeEventListener('abort', done)
        resolve()
      }
    })
  }

  /** Between a half and one, so that devices which lost the same hub do not come back all at once. */
  private jitter(): number {
    return 0.5 + (this.dependencies.environment.randomBytes(1)[0] ?? 0) / 510
  }
}
