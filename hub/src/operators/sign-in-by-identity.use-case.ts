import type { OperatorRole } from '@octroi/shared/api/vocabulary'
import type { Failure } from '@octroi/shared/errors/failure'
import { ok, type Result } from '@octroi/shared/errors/result'
import type { TenantId } from '@octroi/shared/ids/id'
import type { Environment } from '../environment.ts'
import type { Stores } from '../stores.ts'
import { addOperator } from './add-operator.use-case.ts'
import { readEmail } from './email.ts'
import type { ProvenIdentity } from './identity-provider.port.ts'
import { whoIs } from './known-identity.ts'
import { readNewOperator } from './new-operator.ts'
import type { Operator } from './operator.ts'
import { newOperatorSession } from './operator-session.ts'

interface SignInByIdentity {
  readonly tenant: TenantId
  readonly identity: ProvenIdentity
  readonly addsWithRole: OperatorRole | undefined
  readonly browser: string
}

export interface SignedInByIdentity {
  readonly operator: Operator
  readonly token: string
}

type Needs = Pick<Stores, 'operators'>

/** Signs in whom the identity provider vouches for. Locks and codes are about passwords, and stand in nobody's way here. */
export async function signInByIdentity(
  { operators }: Needs,
  environment: Environment,
  { tenant, identity, addsWithRole, browser }: SignInByIdentity,
): Promise<Result<SignedInByIdentity, Failure>> {
  const email = readEmail(identity.verifiedEmail ?? '')
  const plan = whoIs(identity, {
    ofSubject: await operators.ofSubject(identity),
    ofEmail: email && (await operators.ofEmail(email)),
    addsNew: addsWithRole !== undefined,
  })
  if (!plan.ok) return plan
  if (plan.value.kind === 'sign_in') {
    await operators.update(plan.value.operator)
    return ok(await opened({ operators }, environment, { tenant, browser, operator: plan.value.operator }))
  }
  const { name = '', verifiedEmail = '' } = identity
  const typed = { email: verifiedEmail, name: name.trim() === '' ? verifiedEmail : name, role: addsWithRole ?? '', password: '' }
  const fit = readNewOperator(typed)
  const added = fit.ok ? await addOperator({ operators }, environment, { ...fit.value, subject: plan.value.subject }) : fit
  return added.ok ? ok(await opened({ operators }, environment, { tenant, browser, operator: added.value })) : added
}

interface Opening {
  readonly tenant: TenantId
  readonly browser: string
  readonly operator: Operator
}

async function opened({ operators }: Needs, environment: Environment, { tenant, browser, operator }: Opening) {
  const { session, token } = newOperatorSession(environment, { tenant, operator: operator.id, browser })
  await operators.insertSession(session)
  return { operator, token }
}
