import type { PresentedSession } from '../accounts/browser-session.ts'
import type { Environment } from '../environment.ts'
import type { Stores } from '../stores.ts'
import type { Transactor } from '../transactor.ts'
import type { Operator } from './operator.ts'
import { isLive, isWorthNoting, type OperatorSession } from './operator-session.ts'

export interface SignedInOperator {
  readonly operator: Operator
  readonly session: OperatorSession
}

type Needs = Pick<Stores, 'operators'>

interface Use extends PresentedSession {
  /** A page that looks again by itself keeps nobody signed in. */
  readonly isByItself: boolean
}

/** Who a session is of, while it lives and its operator is enabled. Noting that it was used keeps it alive. */
export async function useSession(
  transactor: Transactor<Needs>,
  { nowMs }: Environment,
  { tenant, tokenHash, isByItself }: Use,
): Promise<SignedInOperator | undefined> {
  const found = await transactor.read(tenant, async ({ operators }) => {
    const session = await operators.getSession(tokenHash)
    const operator = session && (await operators.get(session.operator))
    return session && operator && { session, operator }
  })
  const at = nowMs()
  if (found === undefined || !isLive(found.session, at) || found.operator.disabledAtMs !== undefined) return undefined
  if (!isByItself && isWorthNoting(found.session, at)) {
    await transactor.transaction(tenant, ({ operators }) => operators.noteUse(tokenHash, at))
  }
  return found
}
