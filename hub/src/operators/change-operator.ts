import type { OperatorRole } from '@octroi/shared/api/vocabulary'
import { conflict, type Failure } from '@octroi/shared/errors/failure'
import { err, ok, type Result } from '@octroi/shared/errors/result'
import { noFailures } from './lockout.ts'
import { mayChange, type Operator } from './operator.ts'

export type OperatorChange =
  | { readonly kind: 'role'; readonly role: OperatorRole }
  | { readonly kind: 'disable' }
  | { readonly kind: 'enable' }

/** The operator after the change. Somebody who may change things must be left, or nobody could ever again. */
export function changed(
  operator: Operator,
  change: OperatorChange,
  { nowMs, ableToChange }: { readonly nowMs: number; readonly ableToChange: number },
): Result<Operator, Failure> {
  const after = applied(operator, change, nowMs)
  return mayChange(operator) && !mayChange(after) && ableToChange <= 1 ? err(lastOperator) : ok(after)
}

const lastOperator = conflict(
  'last_operator',
  'This is the last operator who may change things. Give another the role first, or enable one.',
)

function applied(operator: Operator, change: OperatorChange, nowMs: number): Operator {
  const { disabledAtMs = nowMs, ...rest } = operator
  if (change.kind === 'role') return { ...operator, role: change.role }
  return change.kind === 'disable' ? { ...rest, disabledAtMs } : { ...rest, failed: noFailures }
}
