import type { Fault } from './fault.ts'

/**
 * An expected outcome that is not success, as the domain tells it: without transport, turned once into
 * `application/problem+json` (RFC 9457) at the edge. `code` is stable; `detail` is a sentence for a person.
 */
export interface Failure {
  readonly kind: 'invalid' | 'unauthenticated' | 'forbidden' | 'not_found' | 'conflict' | 'stale' | 'too_large' | 'too_many'
  readonly code: string
  readonly detail: string
  readonly faults?: readonly Fault[]
}

export function notFound(what: string, id: string): Failure {
  return { kind: 'not_found', code: `${what}_not_found`, detail: `There is no ${what.replaceAll('_', ' ')} ${id} here.` }
}

export function conflict(code: string, detail: string): Failure {
  return { kind: 'conflict', code, detail }
}

export function invalid(faults: readonly Fault[]): Failure {
  return { kind: 'invalid', code: 'invalid_input', detail: 'The input has faults; each is listed.', faults }
}
