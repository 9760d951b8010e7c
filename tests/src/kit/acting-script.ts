import { noKeypad } from '@octroi/agent/acting/keypad'
import { step } from '@octroi/agent/acting/machine'
import { nothingRevoked } from '@octroi/agent/acting/revocations'
import type { AgentEvent, AgentState, Answer, Effect } from '@octroi/agent/acting/state'
import { nothing } from '@octroi/agent/acting/telling'
import type { Observation } from '@octroi/agent/drivers/driver'
import type { OpenAction } from '@octroi/agent/journal/open-action'
import { type KeyPair, keyPairOf } from '@octroi/shared/crypto/crypto'
import { portableCrypto as crypto } from '@octroi/shared/crypto/portable-crypto'
import { type PresentedPermit, presentedHash } from '@octroi/shared/decisions/permit'
import { idFromBytes } from '@octroi/shared/ids/id'
import { signMessage } from '@octroi/shared/wire/message'
import { type Command, commandMessage } from '@octroi/shared/wire/messages/command'
import { type Lease, leaseMessage } from '@octroi/shared/wire/messages/lease'
import { linkMessage } from '@octroi/shared/wire/messages/link'
import { type Permit, permitMessage, presentationMessage } from '@octroi/shared/wire/messages/permit'

export const filled = (length: number, byte: number): Uint8Array => new Uint8Array(length).fill(byte)
const tenant = idFromBytes('tenant', filled(16, 1))
export const device = idFromBytes('device', filled(16, 2))
export const authorization = idFromBytes('authorization', filled(16, 3))
export const hubKeys = keyPairOf(crypto, filled(32, 4))
export const holder = keyPairOf(crypto, filled(32, 5))
const second = keyPairOf(crypto, filled(32, 6))
export const hubMs = 1_700_000_000_000
export const seconds = hubMs / 1000

export const fresh: AgentState = {
  tenant,
  device,
  keyset: {
    issuer: tenant,
    version: 1,
    keys: [{ publicKey: hubKeys.publicKey, uses: ['permits', 'leases'], notBefore: 0, expiresAt: seconds * 2 }],
  },
  time: { bootedAtMs: 0, synced: { hubMs, atMonotonicMs: 0, uncertaintyMs: 10 } },
  offered: new Set(['trunk.access:open']),
  momentary: new Set(),
  uses: new Map(),
  linkUses: new Map(),
  actions: new Map(),
  readingEnds: new Map(),
  epoch: 0,
  revocations: nothingRevoked,
  trustsPermitsFrom: 0,
  lease: undefined,
  unsyncedBoots: 0,
  counted: new Map(),
  nextAct: 1,
  untold: nothing,
  nonces: [],
  keypad: noKeypad,
  session: filled(16, 7),
}

/**
 * A script against the machine: each line an event, or what the shell would feed back. Committing is immediate unless the
 * journal is said to be full. It gathers what was journalled, answered and done, in order.
 */
export class Script {
  state = fresh
  nowMs = 1000
  isFull = false
  readonly told: string[] = []
  /** The open action of each service, as the journal keeps it. */
  readonly kept = new Map<string, OpenAction | undefined>()
  private readonly watched: Watch[] = []
  private request = 0

  event(event: AgentEvent): this {
    const { state, effects } = step(crypto, this.state, event, this.nowMs)
    this.state = state
    for (const effect of effects) this.perform(effect)
    return this
  }

  /** Somebody presents a permit that its holder handed on, with a link of so many uses. */
  handedOn(change: Partial<Permit>, uses: number): this {
    const permit = signMessage(crypto, permitMessage, { ...sound, delegations: 1, ...change }, hubKeys)
    const { action, notBefore, expiresAt } = sound
    const claims = { permitHash: crypto.sha256(permit), holder: second.publicKey, action, notBefore, expiresAt, uses }
    return this.present({ permit, link: signMessage(crypto, linkMessage, claims, holder) }, second)
  }

  permit(change: Partial<Permit> = {}, by: KeyPair = holder): this {
    return this.present({ permit: signMessage(crypto, permitMessage, { ...sound, ...change }, hubKeys) }, by)
  }

  private present(shown: Pick<PresentedPermit, 'permit' | 'link'>, by: KeyPair): this {
    const nonce = filled(16, this.request + 100)
    this.event({ type: 'nonce_asked', request: ++this.request, nonce })
    this.told.pop()
    const claims = { device, action: 'trunk.access:open', nonce, permitHash: presentedHash(crypto, shown) }
    const presentation = signMessage(crypto, presentationMessage, claims, by)
    return this.event({ type: 'permit_presented', request: ++this.request, ...shown, presentation, notReady: new Set() })
  }

  lease(change: Partial<Lease> = {}): this {
    const lease = { ...soundLease, ...change }
    return this.event({ type: 'lease_received', lease, signed: signMessage(crypto, leaseMessage, lease, hubKeys) })
  }

  /** The hub tells the device to open, in the session it is in. */
  command(change: Partial<Command> = {}): this {
    const signed = signMessage(crypto, commandMessage, { ...soundCommand, ...change }, hubKeys)
    return this.event({ type: 'command_received', request: ++this.request, signed, notReady: new Set() })
  }

  /** Somebody presses a button on the thing. */
  press(action: string, notReady: ReadonlySet<string> = new Set()): this {
    return this.event({ type: 'action_requested', request: ++this.request, service: 'home.alarm', action, notReady })
  }

  /** Somebody types a code at the keypad. */
  types(passcode: string, action = 'trunk.access:open'): this {
    return this.event({ type: 'passcode_entered', request: ++this.request, action, passcode, notReady: new Set() })
  }

  moved(ok = true, service = 'trunk.access'): this {
    const result = ok ? ({ ok } as const) : ({ ok: false, reason: 'jammed' } as const)
    return this.event({ type: 'actuation_ended', service, act: this.state.nextAct - 1, result })
  }

  saw(...types: readonly ('opened' | 'closed' | 'secured')[]): this {
    for (const type of types) this.observe({ type, service: 'trunk.access' })
    return this
  }

  observe(...observations: readonly Observation[]): this {
    return this.event({ type: 'observed', request: ++this.request, observations })
  }

  /** The newest timer of so many seconds goes off, or the one before it. */
  timer(seconds: number, index = -1): this {
    const { type: _, ...phase } = this.watched.filter((each) => each.seconds === seconds).at(index) as Watch
    return this.event({ ...phase, type: 'took_too_long' })
  }

  later(ms: number): this {
    this.nowMs += ms
    return this
  }

  private watch(effect: Watch): void {
    this.watched.push(effect)
    this.told.push(`watch ${effect.seconds}`)
  }

  private perform(effect: Effect): void {
    if (effect.type === 'answer') this.told.push(answerText(effect.answer))
    else if (effect.type === 'actuate') this.told.push(`-> ${effect.action}`)
    else if (effect.type === 'watch') this.watch(effect)
    else if (!this.isFull) {
      for (const record of effect.entry.records) {
        const own = record.authorization === undefined ? '' : ' *'
        const why = record.type === 'refused' || record.type === 'failed' ? ` ${record.body.reason}` : ''
        const late = record.type === 'safety_action' && record.body.late ? ' late' : ''
        this.told.push(`[${record.type}${own}${why}${late}]`)
      }
      for (const change of effect.entry.changes) if (change.kind === 'action') this.kept.set(change.service, change.action)
      for (const after of effect.onCommitted) this.perform(after)
    } else if (effect.onFull !== undefined) this.event(effect.onFull)
  }
}

type Watch = Extract<Effect, { type: 'watch' }>

export const soundLease: Lease = {
  device,
  leaseSeq: 1,
  notBefore: seconds,
  expiresAt: seconds + 600,
  renewAt: seconds + 300,
  poweredSeconds: 900,
  unsyncedBoots: 2,
  maxOpenSeconds: 60,
  services: [
    {
      service: 'home.alarm',
      standing: 'good',
      actions: ['arm', 'disarm'],
      essential: ['disarm'],
      afterExpiry: 'degrade',
      ceilings: [{ counter: 'performed', counted: 0n, ceiling: 3_000_000_000n }],
    },
  ],
}

export const sound: Permit = {
  issuer: tenant,
  grantee: idFromBytes('account', filled(16, 6)),
  device,
  issuedAt: seconds,
  notBefore: seconds,
  expiresAt: seconds + 600,
  authorization,
  holder: holder.publicKey,
  action: 'trunk.access:open',
  uses: 1,
  epoch: 0,
  maxOpenSeconds: 120,
}

const { uses: _uses, notBefore: _notBefore, holder: _holder, ...told } = sound
export const soundCommand: Command = { ...told, expiresAt: seconds + 30, session: filled(16, 7) }

function answerText(answer: Answer): string {
  if (answer.kind === 'granted') return `granted ${answer.use}`
  if (answer.kind === 'leased') return `leased ${answer.leaseSeq}`
  if (answer.kind === 'refused') return `refused ${answer.code}`
  return answer.kind === 'journalled' ? `noted ${answer.records}` : answer.kind
}

export const notes = (script: Script): string[] => script.told.filter((line) => !/^(?:noted|watch)/.test(line))

export function reading(startMs: number, endMs: number): Observation {
  return { type: 'reading', service: 'energy.supply', meter: 'energy', startMs, endMs, quantity: 5n }
}
