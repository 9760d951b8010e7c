import type { z } from 'zod'
import type { Fault } from '../errors/fault.ts'
import { faultsOf } from '../errors/faults-of.ts'
import { err, ok, type Result } from '../errors/result.ts'

type Issue = z.core.$ZodIssue
type Unknown = Extract<Issue, { readonly code: 'unrecognized_keys' }>

/**
 * Reads what a schema knows of an answer and leaves the rest, at every depth: the hub may say more some day, and a client
 * of today goes on. What is known must be there and fit.
 */
export function readAnswer<S extends z.ZodType>(schema: S, answer: unknown): Result<z.infer<S>, readonly Fault[]> {
  const first = schema.safeParse(answer)
  if (first.success) return ok(first.data)
  const { issues } = first.error
  if (!issues.every(isUnknown)) return err(faultsOf(first.error))
  const known = schema.safeParse(without(structuredClone(answer), issues))
  return known.success ? ok(known.data) : err(faultsOf(known.error))
}

function isUnknown(issue: Issue): issue is Unknown {
  return issue.code === 'unrecognized_keys'
}

function without(answer: unknown, unknown: readonly Unknown[]): unknown {
  for (const { path, keys } of unknown) {
    const holder = path.reduce<unknown>((at, part) => (at as Readonly<Record<PropertyKey, unknown>>)[part], answer)
    for (const key of keys) Reflect.deleteProperty(holder as object, key)
  }
  return answer
}
