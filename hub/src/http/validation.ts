import type { Hook } from '@hono/zod-openapi'
import { invalid } from '@octroi/shared/errors/failure'
import { fault } from '@octroi/shared/errors/fault'
import type { HttpEnv } from './context.ts'
import { problem } from './problem.ts'

/** Turns what a schema found into one problem that lists every fault by its field. */
export const validationHook: Hook<unknown, HttpEnv, string, unknown> = (result, context) => {
  if (result.success) return undefined
  const faults = result.error.issues.map(({ path, code, message }) => fault(fieldPath(path), code, message))
  return problem(context, invalid(faults))
}

function fieldPath(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === 'number') return `${text}[${part}]`
    return text === '' ? String(part) : `${text}.${String(part)}`
  }, '')
}
