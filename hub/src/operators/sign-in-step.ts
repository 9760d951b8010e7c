import { fromBase64url, toBase64url } from '@octroi/shared/crypto/bytes'
import type { OperatorId, TenantId } from '@octroi/shared/ids/id'
import type { Environment } from '../environment.ts'

/** A password that was right, where a code must follow. It travels sealed with the browser, and is nothing without the code. */
export interface SignInStep {
  readonly tenant: TenantId
  readonly operator: OperatorId
  /** Of the password's hash: a password that was changed meanwhile ends the step. */
  readonly passwordMark: string
  readonly expiresAtMs: number
}

const stepMs = 5 * 60_000
const purpose = 'operator-sign-in-step'

interface Proven {
  readonly tenant: TenantId
  readonly operator: OperatorId
  readonly passwordHash: string
}

export function sealStep({ sealer, nowMs }: Environment, { tenant, operator, passwordHash }: Proven): string {
  const step: SignInStep = { tenant, operator, passwordMark: markOf({ sealer }, passwordHash), expiresAtMs: nowMs() + stepMs }
  return toBase64url(sealer.seal(new TextEncoder().encode(JSON.stringify(step)), purpose))
}

/** Undefined where it is not ours or its time is over. */
export function openStep({ sealer, nowMs }: Environment, sealed: string): SignInStep | undefined {
  const bytes = fromBase64url(sealed)
  if (bytes === undefined || bytes.length === 0) return undefined
  try {
    const step = JSON.parse(new TextDecoder().decode(sealer.unseal(bytes, purpose))) as SignInStep
    return nowMs() < step.expiresAtMs ? step : undefined
  } catch {
    return undefined
  }
}

/** Tells one password hash from another, and nothing about either. */
export function markOf({ sealer }: Pick<Environment, 'sealer'>, passwordHash: string): string {
  return toBase64url(sealer.mac(new TextEncoder().encode(passwordHash), purpose))
}
