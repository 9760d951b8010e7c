import { keyLengthAtMost } from '../api/vocabulary.ts'

/** How permits and records name an action: `trunk.access:open`. */
export function actionName(service: string, action: string): string {
  return `${service}:${action}`
}

/** Service and action of a name; neither holds a colon. */
export function readActionName(name: string): { readonly service: string; readonly action: string } {
  const [service = '', action = ''] = name.split(':')
  return { service, action }
}

export const actionNameLengthAtMost = 2 * keyLengthAtMost + 1
