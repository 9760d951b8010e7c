import type { Hook } from '@hono/zod-openapi'
import { invalid } from '@octroi/shared/errors/failure'
import { faultsOf } from '@octroi/shared/errors/faults-of'
import type { HttpEnv } from './context.ts'
import { problem } from './problem.ts'

/** Turns what a schema found into one problem that lists every fault by its field. */
export const validationHook: Hook<unknown, HttpEnv, string, unknown> = (result, context) => {
  if (result.success) return undefined
  return problem(context, invalid(faultsOf(result.error)))
}
