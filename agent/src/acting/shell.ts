import { readActionName } from '@octroi/shared/decisions/action-name'
import type { TypedPasscode } from '@octroi/shared/decisions/passcode'
import type { PresentedPermit } from '@octroi/shared/decisions/permit'
import { invariant } from '@octroi/shared/errors/invariant'
import type { SeqRange } from '@octroi/shared/wire/messages/journal'
import type { Keyset } from '@octroi/shared/wire/messages/keyset'
import type { Lease } from '@octroi/shared/wire/messages/lease'
import type { PasscodeKeys } from '@octroi/shared/wire/messages/passcode'
import type { SignedRevocations } from '@octroi/shared/wire/messages/revocations'
import type { SignedTime } from '@octroi/shared/wire/messages/session'
import {
  answerTime,
  askTime,
  type DeviceTime,
  type HeardTime,
  hearTime,
  readTime,
  type TimeReading,
} from '../clock/device-time.ts'
import type { Actuation, Driver, DriverHost, Observation, Requested, ServiceAction } from '../drivers/driver.ts'
import type { AgentEnvironment } from '../environment.ts'
import { type HubStanding, type Journal, JournalFullError, type SavedClock } from '../journal/journal.ts'
import { heldMs, keptLease } from './lease.ts'
import { step } from './machine.ts'
import type { AgentEvent, AgentState, Answer, Effect } from './state.ts'

export interface ShellDependencies {
  readonly environment: AgentEnvironment
  readonly journal: Journal
  readonly driver: Driver
  readonly initial: AgentState
  /** Records were committed and may be sealed. */
  readonly onCommitted: () => void
  /** The journal failed for another reason than being full: nothing can be trusted until a new boot. */
  readonly onFatal: (error: unknown) => void
}

const retryMs = 5000

/** Runs the effects of the machine against the real journal, driver and timers. The only place that holds the state. */
export class ActingShell implements DriverHost {
  private readonly dependencies: ShellDependencies
  private current: AgentState
  private requests = 0
  private readonly waiting = new Map<number, (answer: Answer) => void>()
  /** Each takes back a watch. */
  private readonly watches = new Set<() => void>()
  /** What found no room is told again soon: somebody may have made some. */
  private notAgain: (() => void) | undefined
  private isStopped = false

  constructor(dependencies: ShellDependencies) {
    this.dependencies = dependencies
    this.current = dependencies.initial
  }

  get state(): AgentState {
    return this.current
  }

  async boot(): Promise<void> {
    await this.dispatch({ type: 'booted' })
  }

  /** What an earlier boot left open is decided once the driver has told how it found everything. */
  async driverStarted(): Promise<void> {
    await this.dispatch({ type: 'driver_started' })
  }

  askNonce(): Promise<Answer> {
    const nonce = this.dependencies.environment.randomBytes(16)
    return this.ask((request) => ({ type: 'nonce_asked', request, nonce }))
  }

  presentPermit(presented: PresentedPermit): Promise<Answer> {
    const notReady = this.notReady()
    return this.ask((request) => ({ type: 'permit_presented', request, ...presented, notReady }))
  }

  /** What the hub tells the device to do now; resolves when it is granted or refused. */
  obey(signed: Uint8Array): Promise<Answer> {
    const notReady = this.notReady()
    return this.ask((request) => ({ type: 'command_received', request, signed, notReady }))
  }

  async requested({ service, action }: ServiceAction): Promise<Requested> {
    const notReady = this.notReady()
    const answer = await this.ask((request) => ({ type: 'action_requested', request, service, action, notReady }))
    if (answer.kind === 'leased') return { granted: true }
    invariant(answer.kind === 'refused', 'a request is granted or refused')
    return { granted: false, code: answer.code }
  }

  /** Somebody typed a code for `service:action`. */
  enterPasscode(typed: TypedPasscode): Promise<Answer> {
    const notReady = this.notReady()
    return this.ask((request) => ({ type: 'passcode_entered', request, ...typed, notReady }))
  }

  async observed(observations: readonly Observation[]): Promise<number> {
    const answer = await this.ask((request) => ({ type: 'observed', request, observations }))
    if (answer.kind === 'journal_full') throw new JournalFullError('the readings could not be written down')
    invariant(answer.kind === 'journalled', 'an observation is journalled')
    return answer.records
  }

  /** The hub holds more of the journal than the device: it goes on after what the hub holds. */
  async fallBehind(standing: HubStanding, hubMs: number): Promise<void> {
    const answer = await this.ask((request) => ({ type: 'fell_behind', request, standing, hubMs }))
    if (answer.kind === 'journal_full') throw new JournalFullError('that the device was restored could not be written down')
  }

  /** What the hub has taken back, verified. */
  async revoke(revocations: SignedRevocations): Promise<void> {
    await this.dispatch({ type: 'revocations_received', revocations })
  }

  /** What the device may do for its own account, verified. */
  async takeLease(lease: Lease, signed: Uint8Array): Promise<void> {
    await this.dispatch({ type: 'lease_received', lease, signed })
  }

  /** A sealed batch is not any more what was sealed: it cannot be sent, which is told in its place. */
  async batchDamaged(range: SeqRange): Promise<void> {
    await this.dispatch({ type: 'batch_damaged', range })
  }

  /** The hub took records over: what could not be written down may be told now. */
  async roomMade(): Promise<void> {
    await this.dispatch({ type: 'room_made' })
  }

  time(): TimeReading {
    return readTime(this.current.time, this.dependencies.environment.monotonicMs())
  }

  /** A nonce for the hub to sign its time over. */
  askTime(): Uint8Array {
    const nonce = this.dependencies.environment.randomBytes(16)
    this.current = { ...this.current, time: askTime(this.current.time, nonce, this.dependencies.environment.monotonicMs()) }
    return nonce
  }

  answerTime(answer: SignedTime, atMonotonicMs: number): void {
    this.goBy(answerTime(this.current.time, answer, atMonotonicMs))
  }

  /** The hub's time that somebody brought; what the uplink asked for itself still waits for its own answer. */
  hearTime(heard: HeardTime): void {
    this.goBy(hearTime(this.current.time, heard, this.dependencies.environment.monotonicMs()))
  }

  /** The hub said what time it is, in answer to a nonce of this boot. */
  async hubTimeKnown(hubMs: number): Promise<void> {
    await this.dispatch({ type: 'hub_time_known', hubMs })
  }

  useKeyset(keyset: Keyset): void {
    const { device, lease } = this.current
    const { crypto } = this.dependencies.environment
    this.current = { ...this.current, keyset, lease: keptLease(crypto, { keyset, device }, lease) }
  }

  /** The session that the device is in from now on, by the nonce that opened it; none ends the one before. */
  enterSession(session: Uint8Array | undefined): void {
    this.current = { ...this.current, session }
  }

  /** What the next boot starts from. */
  clock(): SavedClock {
    const { lease, unsyncedBoots } = this.current
    const { state, nowMs } = this.time()
    return {
      ...(state === 'synced' ? { floorMs: nowMs } : {}),
      leaseHeldMs: lease === undefined ? 0 : heldMs(lease, this.dependencies.environment.monotonicMs()),
      unsyncedBoots,
    }
  }

  /** The keys that the hub told in this session; those before it count no more. */
  usePasscodeKeys(told: PasscodeKeys | undefined): void {
    this.current = { ...this.current, keypad: { ...this.current.keypad, told } }
  }

  stop(): void {
    for (const end of this.watches) end()
    this.notAgain?.()
    this.isStopped = true
  }

  /** What the driver says when it is asked, for each action it offers. */
  private notReady(): ReadonlySet<string> {
    const { driver } = this.dependencies
    return new Set([...this.current.offered].filter((offered) => driver.hindrance(readActionName(offered)) === 'not_ready'))
  }

  private goBy(time: DeviceTime): void {
    this.current = { ...this.current, time, unsyncedBoots: time.synced === undefined ? this.current.unsyncedBoots : 0 }
  }

  private ask(event: (request: number) => AgentEvent): Promise<Answer> {
    const request = ++this.requests
    return new Promise((resolve) => {
      this.waiting.set(request, resolve)
      void this.dispatch(event(request))
    })
  }

  /** The state moves at once, so that the next event already sees it; the effects follow in order. */
  private async dispatch(event: AgentEvent): Promise<void> {
    const { environment, onFatal } = this.dependencies
    const { state, effects } = step(environment.crypto, this.current, event, environment.monotonicMs())
    this.current = state
    try {
      await this.run(effects)
    } catch (error) {
      onFatal(error)
    }
  }

  private async run(effects: readonly Effect[]): Promise<void> {
    for (const effect of effects) await this.perform(effect)
  }

  private async perform(effect: Effect): Promise<void> {
    switch (effect.type) {
      case 'commit':
        return this.commit(effect)
      case 'answer':
        this.waiting.get(effect.request)?.(effect.answer)
        this.waiting.delete(effect.request)
        return
      case 'actuate':
        // Not awaited: a thing that moves slowly must not hold up the next decision.
        void this.actuate(effect)
        return
      case 'watch':
        this.watch(effect)
    }
  }

  private async commit({ entry, onCommitted, onFull }: Extract<Effect, { type: 'commit' }>): Promise<void> {
    try {
      await this.dependencies.journal.commit(entry)
    } catch (error) {
      if (!(error instanceof JournalFullError)) throw error
      if (onFull !== undefined) await this.dispatch(onFull)
      if (this.current.untold.records.length > 0) this.tellSoon()
      return
    }
    this.dependencies.onCommitted()
    await this.run(onCommitted)
  }

  private tellSoon(): void {
    if (this.isStopped) return
    this.notAgain ??= this.dependencies.environment.timers.after(retryMs, () => {
      this.notAgain = undefined
      void this.roomMade()
    })
  }

  private async actuate({ service, action, act }: Extract<Effect, { type: 'actuate' }>): Promise<void> {
    const result = await this.move({ service, action }).catch(() => ({ ok: false, reason: 'driver_error' }) as const)
    await this.dispatch({ type: 'actuation_ended', service, act, result })
  }

  /** Whatever a driver throws, and however, it rejects. */
  private async move(action: ServiceAction): Promise<Actuation> {
    return this.dependencies.driver.actuate(action)
  }

  private watch({ seconds, ...phase }: Extract<Effect, { type: 'watch' }>): void {
    const end = this.dependencies.environment.timers.after(seconds * 1000, () => {
      this.watches.delete(end)
      void this.dispatch({ ...phase, type: 'took_too_long', seconds })
    })
    this.watches.add(end)
  }
}
