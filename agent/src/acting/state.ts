import type { Counted } from '@octroi/shared/decisions/counters'
import type { RefusalCode } from '@octroi/shared/decisions/refusals'
import type { AuthorizationId, DeviceId, TenantId } from '@octroi/shared/ids/id'
import type { SeqRange } from '@octroi/shared/wire/messages/journal'
import type { Keyset } from '@octroi/shared/wire/messages/keyset'
import type { Lease } from '@octroi/shared/wire/messages/lease'
import type { SignedRevocations } from '@octroi/shared/wire/messages/revocations'
import type { DeviceTime } from '../clock/device-time.ts'
import { readTime } from '../clock/device-time.ts'
import type { Actuation, Observation } from '../drivers/driver.ts'
import type { HubStanding, JournalEntry, RecordDraft } from '../journal/journal.ts'
import type { OpenAction } from '../journal/open-action.ts'
import type { LinkUse } from './grant-action.ts'
import type { Keypad } from './keypad.ts'
import type { KeptLease } from './lease.ts'
import type { LocalNonce } from './nonces.ts'
import type { KeptRevocations } from './revocations.ts'
import type { Fact } from './telling.ts'

/** Everything a decision depends on. The durable part is rebuilt from the journal at boot. */
export interface AgentState {
  readonly tenant: TenantId
  readonly device: DeviceId
  readonly keyset: Keyset
  readonly time: DeviceTime
  /** `service:action` of everything the driver can do. */
  readonly offered: ReadonlySet<string>
  /** Those of them that are over once they were carried out: nothing opens. */
  readonly momentary: ReadonlySet<string>
  readonly uses: ReadonlyMap<AuthorizationId, number>
  /** By the SHA-256 of a link, base64url: how often what it handed on was used. */
  readonly linkUses: ReadonlyMap<string, number>
  /** The open action of each service. */
  readonly actions: ReadonlyMap<string, OpenAction>
  /** Up to when each meter was read. */
  readonly readingEnds: ReadonlyMap<string, number>
  readonly epoch: number
  /** What was taken back. */
  readonly revocations: KeptRevocations
  /** Permits issued before this second are refused: which of them were used was forgotten. */
  readonly trustsPermitsFrom: number
  /** What the device may do for its own account. */
  readonly lease: KeptLease | undefined
  /** Boots in a row, this one among them, in which the hub's time was not heard. */
  readonly unsyncedBoots: number
  /** Counters of `counters.ts`, by service and counter with a space between. */
  readonly counted: ReadonlyMap<string, bigint>
  /** The number of the next action. */
  readonly nextAct: number
  /** What has happened and could not be written down yet. */
  readonly untold: Fact
  /** Handed out and not yet used; gone at reboot. */
  readonly nonces: readonly LocalNonce[]
  readonly keypad: Keypad
  /** The nonce that opened the session the device is in; undefined while it is in none. Commands of another are dead. */
  readonly session: Uint8Array | undefined
}

export type AgentEvent =
  | { readonly type: 'booted' }
  | { readonly type: 'nonce_asked'; readonly request: number; readonly nonce: Uint8Array }
  | {
      readonly type: 'permit_presented'
      readonly request: number
      readonly permit: Uint8Array
      readonly link?: Uint8Array
      readonly presentation?: Uint8Array
      /** What the driver said when it was asked, for each action it offers. */
      readonly notReady: ReadonlySet<string>
    }
  | {
      readonly type: 'passcode_entered'
      readonly request: number
      /** `service:action`. */
      readonly action: string
      readonly passcode: string
      readonly notReady: ReadonlySet<string>
    }
  /** The driver runs and has told how it found everything. */
  | { readonly type: 'driver_started' }
  | {
      readonly type: 'grant_failed'
      readonly request: number
      readonly service: string
      /** Whose use was spent on it. */
      readonly authorization?: AuthorizationId
      readonly link?: LinkUse
      /** The action that the grant replaced. */
      readonly before: OpenAction | undefined
    }
  | {
      readonly type: 'actuation_ended'
      readonly service: string
      readonly act: number
      readonly result: Actuation
    }
  | { readonly type: 'observed'; readonly request: number; readonly observations: readonly Observation[] }
  | { readonly type: 'not_journalled'; readonly request: number; readonly readings: readonly TakenBack[] }
  /** The thing itself asks, on behalf of whoever stands before it: a button, a panel. */
  | {
      readonly type: 'action_requested'
      readonly request: number
      readonly service: string
      readonly action: string
      readonly notReady: ReadonlySet<string>
    }
  /** The hub tells the device what to do now. */
  | {
      readonly type: 'command_received'
      readonly request: number
      readonly signed: Uint8Array
      readonly notReady: ReadonlySet<string>
    }
  | { readonly type: 'lease_received'; readonly lease: Lease; readonly signed: Uint8Array }
  | { readonly type: 'revocations_received'; readonly revocations: SignedRevocations }
  /** The hub took records over, so there is room in the journal again. */
  | { readonly type: 'room_made' }
  | { readonly type: 'not_told'; readonly fact: Fact }
  /** What was sealed of these records is not what the disk gives back. */
  | { readonly type: 'batch_damaged'; readonly range: SeqRange }
  | {
      readonly type: 'took_too_long'
      readonly service: string
      readonly act: number
      readonly turn: number
      readonly seconds: number
    }
  | { readonly type: 'hub_time_known'; readonly hubMs: number }
  /** The hub holds more of the journal, up to `through`, than the device does. */
  | { readonly type: 'fell_behind'; readonly request: number; readonly standing: HubStanding; readonly hubMs: number }

/** A reading that could not be written down: up to when its meter was read before, and would have been with it. */
export interface TakenBack {
  /** Service and meter, with a space between. */
  readonly source: string
  readonly beforeMs: number | undefined
  readonly endMs: number
  readonly counted: Counted
}

export type Effect =
  | {
      readonly type: 'commit'
      readonly entry: JournalEntry
      /** Run once the entry is durable. */
      readonly onCommitted: readonly Effect[]
      /** Happens where the journal has no room for it. */
      readonly onFull?: AgentEvent
    }
  | { readonly type: 'answer'; readonly request: number; readonly answer: Answer }
  | { readonly type: 'actuate'; readonly service: string; readonly action: string; readonly act: number }
  | {
      readonly type: 'watch'
      readonly service: string
      readonly act: number
      readonly turn: number
      readonly seconds: number
    }

export type Answer =
  | { readonly kind: 'nonce'; readonly nonce: Uint8Array }
  | { readonly kind: 'granted'; readonly authorization: AuthorizationId; readonly use: number }
  | { readonly kind: 'leased'; readonly leaseSeq: number }
  | { readonly kind: 'refused'; readonly code: RefusalCode; readonly authorization?: AuthorizationId }
  | { readonly kind: 'journalled'; readonly records: number }
  | { readonly kind: 'journal_full' }

export interface Step {
  readonly state: AgentState
  readonly effects: readonly Effect[]
}

/** The time a record carries. */
export function recordTime(state: AgentState, monotonicMs: number): Pick<RecordDraft, 'time' | 'timeState'> {
  const { state: timeState, nowMs } = readTime(state.time, monotonicMs)
  return { time: nowMs, timeState }
}

export function withEntry<K, V>(map: ReadonlyMap<K, V>, key: K, value: V | undefined): ReadonlyMap<K, V> {
  const copy = new Map(map)
  if (value === undefined) copy.delete(key)
  else copy.set(key, value)
  return copy
}

export function counterKey({ service, counter }: Pick<Counted, 'service' | 'counter'>): string {
  return `${service} ${counter}`
}

export function addCounted(state: AgentState, counted: Counted): AgentState {
  const key = counterKey(counted)
  return { ...state, counted: withEntry(state.counted, key, (state.counted.get(key) ?? 0n) + counted.quantity) }
}
