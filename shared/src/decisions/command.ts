import { equalBytes } from '../crypto/bytes.ts'
import type { Crypto } from '../crypto/crypto.ts'
import { openSigned } from '../wire/message.ts'
import { type Command, commandMessage } from '../wire/messages/command.ts'
import { findKey } from './keyset.ts'
import { type PermitFacts, refusedByAddress } from './permit.ts'
import type { RefusalCode } from './refusals.ts'

/** What a device knows when a command reaches it. */
export interface CommandFacts extends Omit<PermitFacts, 'isLiveNonce' | 'linkUsesSpent'> {
  /** The nonce that opened the session the device is in; undefined where it is in none. */
  readonly session: Uint8Array | undefined
}

export type CommandDecision =
  | { readonly granted: true; readonly command: Command; readonly hash: Uint8Array }
  | {
      readonly granted: false
      readonly code: RefusalCode
      readonly hash: Uint8Array
      /** Of a command whose signature verified: nothing else is believed. */
      readonly command?: Command
    }

/**
 * Decides whether a device does what it is told: once, before the end that the command names, and only in the session for
 * which the hub signed it. In doubt about the time it has ended.
 */
export function decideCommand(crypto: Crypto, signed: Uint8Array, facts: CommandFacts): CommandDecision {
  const hash = crypto.sha256(signed)
  const atSeconds = Math.floor(facts.time.nowMs / 1000)
  const opened = openSigned(crypto, commandMessage, signed, (kid) =>
    findKey(crypto, facts.keyset, { kid, use: 'permits', atSeconds }),
  )
  if (!opened.ok) return { granted: false, code: opened.error.code, hash }
  const command = opened.value
  const code = refusedByAddress(command, facts) ?? refusedBySession(command, facts) ?? refusedByUse(command, facts)
  return code === undefined ? { granted: true, command, hash } : { granted: false, code, hash, command }
}

function refusedBySession(command: Command, { session, time }: CommandFacts): RefusalCode | undefined {
  if (session === undefined || !equalBytes(command.session, session)) return 'command_of_other_session'
  if (time.state !== 'synced') return 'time_not_synced'
  return time.nowMs + time.uncertaintyMs >= command.expiresAt * 1000 ? 'command_expired' : undefined
}

function refusedByUse({ authorization, action }: Command, facts: CommandFacts): RefusalCode | undefined {
  return facts.usesSpent(authorization) > 0 ? 'command_used' : facts.hindrance(action)
}
