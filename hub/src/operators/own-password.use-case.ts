import { type Failure, invalid } from '@octroi/shared/errors/failure'
import { type Fault, fault } from '@octroi/shared/errors/fault'
import { err, ok, type Result } from '@octroi/shared/errors/result'
import type { TenantId } from '@octroi/shared/ids/id'
import type { Environment } from '../environment.ts'
import type { Stores } from '../stores.ts'
import { noFailures } from './lockout.ts'
import type { Operator } from './operator.ts'
import { newOperatorSession } from './operator-session.ts'
import { normalPassword, passwordFaults } from './password.ts'
import type { PasswordHasher } from './password-hasher.port.ts'

/** Whether it really is its owner who sits there: what makes an operator easier to steal asks for the password again. */
export async function isOwnPassword(passwords: PasswordHasher, { passwordHash }: Operator, typed: string): Promise<boolean> {
  return passwordHash === undefined || passwords.verify(passwordHash, normalPassword(typed))
}

export const wrongPassword: Fault = fault('current', 'wrong_password', 'is not your password')

interface TypedChange {
  readonly current: string
  readonly password: string
}

/** The hash of the new password, or everything that is wrong with what was typed. */
export async function hashOwnPassword(
  passwords: PasswordHasher,
  operator: Operator,
  { current, password }: TypedChange,
): Promise<Result<string, Failure>> {
  const unfit = passwordFaults(password, operator)
  const faults = (await isOwnPassword(passwords, operator, current)) ? unfit : [wrongPassword, ...unfit]
  return faults.length > 0 ? err(invalid(faults)) : ok(await passwords.hash(normalPassword(password)))
}

interface ChangePassword {
  readonly tenant: TenantId
  readonly operator: Operator
  readonly passwordHash: string
  readonly browser: string
}

/** Ends every session of the operator, whoever opened them, and opens a new one for this browser. */
export async function changeOwnPassword(
  { operators }: Pick<Stores, 'operators'>,
  environment: Environment,
  { tenant, operator, passwordHash, browser }: ChangePassword,
): Promise<Result<{ readonly token: string }, Failure>> {
  const current = await operators.get(operator.id)
  // Changed from another browser since the password was looked at.
  if (current?.passwordHash !== operator.passwordHash || current === undefined) return err(invalid([wrongPassword]))
  await operators.update({ ...current, passwordHash, failed: noFailures })
  await operators.endSessionsOf(current.id)
  const { session, token } = newOperatorSession(environment, { tenant, operator: current.id, browser })
  await operators.insertSession(session)
  return ok({ token })
}
