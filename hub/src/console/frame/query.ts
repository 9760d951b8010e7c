import type { Context } from 'hono'

/** What was asked for, without fields of a form that were left empty. */
export function askedOf(context: Context): Record<string, string> {
  return Object.fromEntries(Object.entries(context.req.query()).filter(([, value]) => value !== ''))
}
