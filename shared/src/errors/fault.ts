/**
 * One thing wrong with an input. Inputs are checked whole, so a refusal carries every fault at once.
 * `path` names the field: `window.from`, `prices[2].unitPrice`, or `` for the input itself.
 */
export interface Fault {
  readonly path: string
  readonly code: string
  readonly detail: string
}

export function fault(path: string, code: string, detail: string): Fault {
  return { path, code, detail }
}
