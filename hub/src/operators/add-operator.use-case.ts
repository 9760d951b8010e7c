import { conflict, type Failure } from '@octroi/shared/errors/failure'
import { err, ok, type Result } from '@octroi/shared/errors/result'
import type { Environment } from '../environment.ts'
import type { Stores } from '../stores.ts'
import { noFailures } from './lockout.ts'
import type { NewOperator } from './new-operator.ts'
import { type Operator, operatorsPerTenantAtMost } from './operator.ts'

interface AddOperator extends NewOperator, Pick<Operator, 'subject'> {
  /** Without one, only an identity provider signs them in. */
  readonly passwordHash?: string
}

export async function addOperator(
  { operators }: Pick<Stores, 'operators'>,
  { ids, nowMs }: Pick<Environment, 'ids' | 'nowMs'>,
  command: AddOperator,
): Promise<Result<Operator, Failure>> {
  if ((await operators.ofEmail(command.email)) !== undefined) {
    return err(conflict('email_taken', 'Somebody has this email address already.'))
  }
  if ((await operators.count()) >= operatorsPerTenantAtMost) {
    return err(conflict('too_many_operators', `A tenant has at most ${operatorsPerTenantAtMost} operators.`))
  }
  const operator: Operator = {
    ...command,
    id: ids.next('operator'),
    recoveryCodes: [],
    createdAtMs: nowMs(),
    failed: noFailures,
  }
  await operators.insert(operator)
  return ok(operator)
}
