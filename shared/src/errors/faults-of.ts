import type { z } from 'zod'
import { type Fault, fault } from './fault.ts'

type Issue = z.core.$ZodIssue

/** Our own stable codes for what a schema may find, whatever the library calls it. */
const codes: Readonly<Record<string, string>> = {
  too_small: 'out_of_range',
  too_big: 'out_of_range',
  not_multiple_of: 'out_of_range',
  invalid_format: 'invalid_format',
  invalid_value: 'unknown_value',
  invalid_key: 'invalid_format',
}

/** Everything a schema found, by field. An unknown field is a fault of its own. */
export function faultsOf(error: { readonly issues: readonly Issue[] }): readonly Fault[] {
  return error.issues.flatMap((issue) => {
    if (issue.code !== 'unrecognized_keys') return [fault(fieldPath(issue.path), codeOf(issue), issue.message)]
    return issue.keys.map((key) => fault(fieldPath([...issue.path, key]), 'unknown_field', 'is not a field here'))
  })
}

/** `window.from`, `prices[2].unitPrice` */
function fieldPath(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === 'number') return `${text}[${part}]`
    return text === '' ? String(part) : `${text}.${String(part)}`
  }, '')
}

function codeOf({ code, message }: Issue): string {
  if (code === 'invalid_type') return message.endsWith('received undefined') ? 'required' : 'wrong_type'
  return codes[code] ?? 'invalid'
}
