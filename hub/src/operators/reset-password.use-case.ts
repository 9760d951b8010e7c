import { type Failure, notFound } from '@octroi/shared/errors/failure'
import { err, ok, type Result } from '@octroi/shared/errors/result'
import type { Stores } from '../stores.ts'
import type { Email } from './email.ts'
import { noFailures } from './lockout.ts'
import type { Operator } from './operator.ts'

interface ResetPassword {
  readonly email: Email
  readonly passwordHash: string
  /** Also for somebody who lost the authenticator and every recovery code. */
  readonly removesTotp: boolean
}

/** Lets somebody in again who cannot sign in: ends locks and sessions. Whoever may do this owns the hub's machine. */
export async function resetPassword(
  { operators }: Pick<Stores, 'operators'>,
  { email, passwordHash, removesTotp }: ResetPassword,
): Promise<Result<Operator, Failure>> {
  const operator = await operators.ofEmail(email)
  if (operator === undefined) return err(notFound('operator', email))
  const { totp, recoveryCodes, ...rest } = operator
  const second = totp === undefined || removesTotp ? { recoveryCodes: [] } : { totp, recoveryCodes }
  const reset: Operator = { ...rest, ...second, passwordHash, failed: noFailures }
  await operators.update(reset)
  await operators.endSessionsOf(operator.id)
  return ok(reset)
}
