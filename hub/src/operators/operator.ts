import type { OperatorRole } from '@octroi/shared/api/vocabulary'
import type { OperatorId } from '@octroi/shared/ids/id'
import type { Email } from './email.ts'
import type { FailedSignIns } from './lockout.ts'

/** A person who runs the tenant in the console. Signed facts never name one; the audit log does. */
export interface Operator {
  readonly id: OperatorId
  /** Nobody else of the tenant has it. */
  readonly email: Email
  readonly name: string
  readonly role: OperatorRole
  /** A PHC string; absent for somebody whom only an identity provider signs in. */
  readonly passwordHash?: string
  readonly totp?: EnrolledTotp
  /** Hashes of the codes that were not used yet. */
  readonly recoveryCodes: readonly string[]
  /** Who it is to the identity provider, from the first time it came from there. */
  readonly subject?: ProviderSubject
  readonly createdAtMs: number
  readonly disabledAtMs?: number
  readonly failed: FailedSignIns
}

export interface EnrolledTotp {
  readonly sealedSecret: Uint8Array
  /** The step of the last code that was taken: that one and those before it are spent. */
  readonly lastStep: number
}

/** A subject means something at its issuer alone (OpenID Connect Core 1.0, 2). */
export interface ProviderSubject {
  readonly issuer: string
  readonly subject: string
}

export const operatorsPerTenantAtMost = 500

export function mayChange({ role, disabledAtMs }: Pick<Operator, 'role' | 'disabledAtMs'>): boolean {
  return role === 'operator' && disabledAtMs === undefined
}
