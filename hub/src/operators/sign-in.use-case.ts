import type { Failure } from '@octroi/shared/errors/failure'
import { err, ok, type Result } from '@octroi/shared/errors/result'
import type { OperatorId, TenantId } from '@octroi/shared/ids/id'
import type { Environment } from '../environment.ts'
import type { Stores } from '../stores.ts'
import type { Transactor } from '../transactor.ts'
import { readEmail } from './email.ts'
import { isLocked, noFailures, oneMoreFailure, takenBack } from './lockout.ts'
import type { Operator } from './operator.ts'
import { newOperatorSession } from './operator-session.ts'
import { normalPassword, passwordBytesAtMost } from './password.ts'
import type { PasswordHasher } from './password-hasher.port.ts'
import { hashRecoveryCode, withoutCode } from './recovery-codes.ts'
import { markOf, type SignInStep, sealStep } from './sign-in-step.ts'
import { stepOfCode } from './totp.ts'
import { totpPurpose } from './totp-enrolment.ts'

type Needs = Pick<Stores, 'operators'>

interface SignInParts {
  readonly transactor: Transactor<Needs>
  readonly environment: Environment
  readonly passwords: PasswordHasher
}

export interface TypedSignIn {
  readonly tenant: TenantId
  readonly email: string
  readonly password: string
}

/** The same words whatever was wrong: an address nobody has, a password, a lock, an operator that is disabled. */
const failed: Failure = { kind: 'unauthenticated', code: 'sign_in_failed', detail: 'This does not sign in.' }

export interface TriedPassword {
  /** Whose address it is, for the audit log; nobody else is told. */
  readonly operator: Operator | undefined
  /** Whether it was looked at and counted; not so where the operator is locked or disabled, or has no password. */
  readonly isCounted: boolean
  readonly isRight: boolean
  /** The password hashed as it would be today, where it was hashed otherwise. */
  readonly rehashed?: string
}

/**
 * Looks at a password. It is counted as a failure before it is looked at, so that a hundred at once get no more tries
 * than one after the other; and it is hashed in any case, outside of every transaction, because hashing is slow.
 */
export async function tryPassword(
  { transactor, environment, passwords }: SignInParts,
  { tenant, email: typedEmail, password: typed }: TypedSignIn,
): Promise<TriedPassword> {
  const [email, password] = [readEmail(typedEmail), normalPassword(typed)]
  const { operator, mayTry } = await transactor.transaction(tenant, async ({ operators }) => {
    const found = email && (await operators.ofEmail(email))
    const nowMs = environment.nowMs()
    const isOpen = found?.passwordHash !== undefined && found.disabledAtMs === undefined && !isLocked(found.failed, nowMs)
    if (isOpen) await operators.update({ ...found, failed: oneMoreFailure(found.failed, nowMs) })
    return { operator: found, mayTry: isOpen }
  })
  const isFit = new TextEncoder().encode(password).length <= passwordBytesAtMost
  const known = mayTry && isFit ? operator?.passwordHash : undefined
  const isRight = await passwords.verify(known, isFit ? password : '')
  const tried = { operator, isCounted: mayTry }
  if (!isRight || known === undefined) return { ...tried, isRight: false }
  return passwords.isCurrent(known) ? { ...tried, isRight } : { ...tried, isRight, rehashed: await passwords.hash(password) }
}

export type SignedIn =
  | { readonly token: string; readonly step?: undefined }
  /** The password was right; a code must follow. */
  | { readonly step: string; readonly token?: undefined }

interface SignIn {
  readonly tenant: TenantId
  readonly browser: string
}

/** Signs in whose password was right, or asks for the code. */
export async function finishPassword(
  { operators }: Needs,
  environment: Environment,
  { tenant, browser, tried }: SignIn & { readonly tried: TriedPassword },
): Promise<Result<SignedIn, Failure>> {
  const current = tried.operator && (await operators.get(tried.operator.id))
  const passwordHash = current?.passwordHash
  const isUnchanged = passwordHash === tried.operator?.passwordHash
  if (!tried.isRight || passwordHash === undefined || !isUnchanged || current?.disabledAtMs !== undefined) return err(failed)
  const kept = { ...current, passwordHash: tried.rehashed ?? passwordHash } as Operator & { readonly passwordHash: string }
  if (kept.totp === undefined) return ok(await open({ operators }, environment, { tenant, browser, operator: kept }))
  await operators.update({ ...kept, failed: takenBack(kept.failed, tried.operator?.failed ?? noFailures) })
  return ok({ step: sealStep(environment, { tenant, operator: kept.id, passwordHash: kept.passwordHash }) })
}

/** Signs in who has the authenticator too, or a recovery code in its place. Each wrong code counts as a wrong password does. */
export async function finishCode(
  { operators }: Needs,
  environment: Environment,
  { step, code, browser }: { readonly step: SignInStep; readonly code: string; readonly browser: string },
): Promise<Result<SignedIn, Failure>> {
  const operator = await operators.get(step.operator)
  const nowMs = environment.nowMs()
  if (operator?.passwordHash === undefined || operator.disabledAtMs !== undefined) return err(failed)
  if (markOf(environment, operator.passwordHash) !== step.passwordMark || isLocked(operator.failed, nowMs)) return err(failed)
  const after = spent(environment, operator, code)
  if (after !== undefined) return ok(await open({ operators }, environment, { tenant: step.tenant, browser, operator: after }))
  await operators.update({ ...operator, failed: oneMoreFailure(operator.failed, nowMs) })
  return err(failed)
}

/** The operator once the code is used up, or undefined where it is none. */
function spent(environment: Environment, operator: Operator, code: string): Operator | undefined {
  const { totp, recoveryCodes, id } = operator
  // Removed meanwhile, from a session that is signed in: then the password was enough.
  if (totp === undefined) return operator
  const secret = environment.sealer.unseal(totp.sealedSecret, totpPurpose(id))
  const lastStep = stepOfCode(secret, code, { nowMs: environment.nowMs(), lastStep: totp.lastStep })
  if (lastStep !== undefined) return { ...operator, totp: { ...totp, lastStep } }
  const left = withoutCode(recoveryCodes, hashRecoveryCode(environment, id, code))
  return left && { ...operator, recoveryCodes: left }
}

interface Open extends SignIn {
  readonly operator: Operator
}

async function open({ operators }: Needs, environment: Environment, { tenant, browser, operator }: Open) {
  const { id } = operator
  await operators.update({ ...operator, failed: noFailures })
  const { session, token } = newOperatorSession(environment, { tenant, operator: id, browser })
  await operators.insertSession(session)
  return { token }
}

/** Ends the session of one browser. */
export async function signOut({ operators }: Needs, tokenHash: Uint8Array): Promise<void> {
  await operators.endSession(tokenHash)
}

/** Ends every session of an operator. */
export async function signOutEverywhere({ operators }: Needs, operator: OperatorId): Promise<Result<object, Failure>> {
  await operators.endSessionsOf(operator)
  return ok({})
}
