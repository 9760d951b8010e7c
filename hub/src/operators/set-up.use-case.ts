import { conflict, type Failure } from '@octroi/shared/errors/failure'
import { err, ok, type Result } from '@octroi/shared/errors/result'
import type { ApiKey } from '../accounts/api-key.ts'
import type { Environment } from '../environment.ts'
import type { Stores } from '../stores.ts'
import { addOperator } from './add-operator.use-case.ts'
import type { NewOperator } from './new-operator.ts'
import { newOperatorSession, type OpenedOperatorSession } from './operator-session.ts'

/** Why a key cannot set the console up, or undefined. An operator's key does anything, so it may make the first operator. */
export async function setUpFault({ operators }: Pick<Stores, 'operators'>, key: ApiKey): Promise<Failure | undefined> {
  if (key.role !== 'operator') {
    return { kind: 'forbidden', code: 'role_required', detail: 'Only the key of an operator sets up the console.' }
  }
  return (await operators.count()) === 0
    ? undefined
    : conflict('set_up_already', 'There are operators already; one of them can add another.')
}

interface SetUp {
  readonly key: ApiKey
  readonly operator: Omit<NewOperator, 'role'>
  readonly passwordHash: string
  readonly browser: string
}

export interface DoneSetUp extends OpenedOperatorSession {
  readonly id: string
}

/** Makes the first operator, who is signed in at once. */
export async function setUp(
  stores: Pick<Stores, 'operators'>,
  environment: Environment,
  { key, operator, passwordHash, browser }: SetUp,
): Promise<Result<DoneSetUp, Failure>> {
  const unfit = await setUpFault(stores, key)
  if (unfit !== undefined) return err(unfit)
  const added = await addOperator(stores, environment, { ...operator, role: 'operator', passwordHash })
  if (!added.ok) return added
  const { id } = added.value
  const opened = newOperatorSession(environment, { tenant: key.tenant, operator: id, browser })
  await stores.operators.insertSession(opened.session)
  return ok({ id, ...opened })
}
