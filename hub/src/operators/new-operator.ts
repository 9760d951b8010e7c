import { nameSchema } from '@octroi/shared/api/shapes'
import { type OperatorRole, operatorRoles } from '@octroi/shared/api/vocabulary'
import { type Failure, invalid } from '@octroi/shared/errors/failure'
import { type Fault, fault } from '@octroi/shared/errors/fault'
import { err, ok, type Result } from '@octroi/shared/errors/result'
import { type Email, readEmail } from './email.ts'
import { passwordFaults } from './password.ts'

export interface NewOperator {
  readonly email: Email
  readonly name: string
  readonly role: OperatorRole
}

export interface TypedOperator {
  readonly email: string
  readonly name: string
  readonly role: string
  /** Empty where only an identity provider will sign them in. */
  readonly password: string
}

/** What was typed of somebody new, or everything that is wrong with it. */
export function readNewOperator(typed: TypedOperator): Result<NewOperator, Failure> {
  const email = readEmail(typed.email)
  const name = nameSchema.safeParse(typed.name)
  const role = operatorRoles.find((each) => each === typed.role)
  const faults: readonly Fault[] = [
    ...(email === undefined ? [fault('email', 'invalid_format', 'must be an email address')] : []),
    ...(name.success ? [] : [fault('name', 'invalid_format', 'must be a name of 1 to 200 characters')]),
    ...(role === undefined ? [fault('role', 'unknown_value', `must be ${operatorRoles.join(' or ')}`)] : []),
    ...(typed.password === '' ? [] : passwordFaults(typed.password, { email })),
  ]
  if (email === undefined || !name.success || role === undefined || faults.length > 0) return err(invalid(faults))
  return ok({ email, name: name.data, role })
}
