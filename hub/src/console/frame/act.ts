import type { Failure } from '@octroi/shared/errors/failure'
import type { Result } from '@octroi/shared/errors/result'
import type { Context } from 'hono'
import type { HttpDependencies, HttpEnv } from '../../http/context.ts'
import { inTransaction } from '../../http/once.ts'
import type { Stores } from '../../stores.ts'
import { saidPage } from './plain-pages.tsx'

interface Act<T> {
  /** Shown where it was refused: the page it came from, with what is wrong. */
  readonly onRefused: (failure: Failure) => Response | Promise<Response>
  readonly onDone: (value: T) => Response | Promise<Response>
}

/** Does what a form asks, in one transaction, noted in the audit log as every change is. */
export async function act<T>(
  context: Context<HttpEnv>,
  dependencies: HttpDependencies,
  work: (stores: Stores) => Promise<Result<T, Failure>>,
  { onRefused, onDone }: Act<T>,
): Promise<Response> {
  const done = await inTransaction(context, dependencies, work)
  if (done.ok) return onDone(done.value)
  if (done.error.kind === 'not_found') return saidPage(context, context.get('consoleView'), 'notFound')
  return onRefused(done.error)
}
