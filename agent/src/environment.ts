import type { Crypto } from '@octroi/shared/crypto/crypto'
import type { Timers } from './clock/timers.ts'

/** What the agent asks of the machine it runs on. There is no wall clock: the time comes from the hub. */
export interface AgentEnvironment {
  readonly monotonicMs: () => number
  readonly timers: Timers
  readonly randomBytes: (length: number) => Uint8Array
  readonly crypto: Crypto
}
