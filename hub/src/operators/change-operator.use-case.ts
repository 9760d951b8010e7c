import { type Failure, notFound } from '@octroi/shared/errors/failure'
import { err, ok, type Result } from '@octroi/shared/errors/result'
import type { OperatorId } from '@octroi/shared/ids/id'
import type { Environment } from '../environment.ts'
import type { Stores } from '../stores.ts'
import { changed, type OperatorChange } from './change-operator.ts'
import type { Operator } from './operator.ts'

interface ChangeOperator {
  readonly id: OperatorId
  readonly change: OperatorChange
}

/** Asking again changes nothing. Whoever is disabled is signed out at once; a role counts from the next page on. */
export async function changeOperator(
  { operators }: Pick<Stores, 'operators'>,
  { nowMs }: Environment,
  { id, change }: ChangeOperator,
): Promise<Result<Operator, Failure>> {
  const operator = await operators.get(id)
  if (operator === undefined) return err(notFound('operator', id))
  const after = changed(operator, change, { nowMs: nowMs(), ableToChange: await operators.countAbleToChange() })
  if (!after.ok) return after
  await operators.update(after.value)
  if (change.kind === 'disable') await operators.endSessionsOf(id)
  return ok(after.value)
}
