import type { Crypto } from '@octroi/shared/crypto/crypto'
import { findKey } from '@octroi/shared/decisions/keyset'
import { openSigned } from '@octroi/shared/wire/message'
import { type Lease, leaseMessage } from '@octroi/shared/wire/messages/lease'
import { type AgentEvent, type AgentState, recordTime, type Step } from './state.ts'

/** The newest lease, as the device keeps it. */
export interface KeptLease {
  readonly claims: Lease
  readonly signed: Uint8Array
  /** Under power in earlier boots since the device took it. */
  readonly heldBeforeMs: number
  /** When this boot, or the lease, began. */
  readonly sinceMonotonicMs: number
}

export function heldMs({ heldBeforeMs, sinceMonotonicMs }: KeptLease, monotonicMs: number): number {
  return heldBeforeMs + (monotonicMs - sinceMonotonicMs)
}

/** A kept lease counts as long as the key that signed it does: one that is absent from the key set is dead at once. */
export function keptLease(
  crypto: Crypto,
  { keyset, device }: Pick<AgentState, 'keyset' | 'device'>,
  kept: Omit<KeptLease, 'claims'> | undefined,
): KeptLease | undefined {
  if (kept === undefined) return undefined
  const opened = openSigned(crypto, leaseMessage, kept.signed, (kid, { notBefore }) =>
    findKey(crypto, keyset, { kid, use: 'leases', atSeconds: notBefore }),
  )
  return opened.ok && opened.value.device === device ? { ...kept, claims: opened.value } : undefined
}

/** Keeps a newer lease; an older one, played again, changes nothing. Its record tells the hub what the device acts by. */
export function takeLease(
  state: AgentState,
  { lease, signed }: Extract<AgentEvent, { type: 'lease_received' }>,
  monotonicMs: number,
): Step {
  const { leaseSeq } = lease
  if (leaseSeq <= (state.lease?.claims.leaseSeq ?? 0)) return { state, effects: [] }
  const record = { ...recordTime(state, monotonicMs), type: 'lease_applied', service: 'agent', body: { leaseSeq } } as const
  const entry = { records: [record], changes: [{ kind: 'lease', signed }], weight: 'vital' } as const
  return {
    state: { ...state, lease: { claims: lease, signed, heldBeforeMs: 0, sinceMonotonicMs: monotonicMs } },
    effects: [{ type: 'commit', entry, onCommitted: [] }],
  }
}
