import type { z } from 'zod'
import { faultsOf } from './faults-of.ts'

/** Reads a program's settings from its environment, or throws with every fault at once. */
export function readSettings<S extends z.ZodType>(
  schema: S,
  environment: Readonly<Record<string, string | undefined>>,
): z.infer<S> {
  const parsed = schema.safeParse(environment)
  if (parsed.success) return parsed.data
  const faults = faultsOf(parsed.error).map(({ path, detail }) => `  ${path}: ${detail}`)
  throw new Error(`The configuration has faults:\n${faults.join('\n')}`)
}
