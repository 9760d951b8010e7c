import type { z } from 'zod'
import type { authorizationSchema, reasonSchema } from '../api/authorizations.ts'
import type { GrantForm } from '../api/vocabulary.ts'
import type { AuthorizationId } from '../ids/id.ts'
import { clientCodes, clientProblem, HubProblem } from './hub-problem.ts'

type Told = z.infer<typeof authorizationSchema>

/** It was granted, in the form that was asked for. */
export type Granted<F extends GrantForm> = Omit<Told, 'decision' | 'code' | 'permit' | 'passcode'> & {
  readonly decision: 'granted'
} & { readonly [P in Exclude<F, 'command'>]: string }

/** The answer as what was asked for; without permit or digits it is of no use to anybody. Of a command there is nothing to show. */
export function grantedAs<F extends GrantForm>(form: F, answer: Told): Granted<F> {
  const isWhole = form === 'command' ? answer.form === form : answer[form as Exclude<F, 'command'>] !== undefined
  if (answer.decision === 'granted' && isWhole) return answer as unknown as Granted<F>
  throw clientProblem(clientCodes.unreadable, `The answer grants no ${form}.`, {})
}

/** It was refused: why, in a stable code, a sentence and every reason; the decision is kept. */
export interface Refused {
  readonly decision: 'refused'
  readonly authorization: AuthorizationId
  readonly code: string
  readonly sentence: string
  readonly cure: string | undefined
  readonly reasons: readonly z.infer<typeof reasonSchema>[]
}

/** A problem that is the hub's recorded decision, as an answer. Undefined for every other: the hub decided nothing. */
export function refusedOf(error: unknown): Refused | undefined {
  if (!(error instanceof HubProblem)) return undefined
  const { authorization, reasons = [], code, detail, cure } = error.problem
  return authorization === undefined ? undefined : { decision: 'refused', authorization, code, sentence: detail, cure, reasons }
}
