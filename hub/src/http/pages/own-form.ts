import type { Context } from 'hono'
import { createMiddleware } from 'hono/factory'
import type { HttpDependencies } from '../context.ts'

/** What was typed, by the name of the field. */
export type Form = Readonly<Record<string, string>>

/** Refuses a form that another site sent: a browser says where a form stands, and no site can make it lie. */
export function requireOwnOrigin(
  { origins }: Pick<HttpDependencies, 'origins'>,
  refuse: (context: Context) => Response | Promise<Response>,
) {
  return createMiddleware(async (context, next) => {
    if (onlyReads(context)) return next()
    const from = context.req.header('origin') ?? ''
    const isOurs = origins().includes(from) || hostOf(from) === context.req.header('host')
    return isOurs ? next() : refuse(context)
  })
}

export function onlyReads({ req }: Context): boolean {
  return req.method === 'GET' || req.method === 'HEAD'
}

function hostOf(origin: string): string | undefined {
  return /^https?:\/\/([^/]+)$/.exec(origin)?.[1]
}

/** The fields of a form, a file as the text that is in it; what is repeated is asked for nowhere. */
export async function readForm(context: Context): Promise<Form> {
  const fields: Record<string, string> = {}
  for (const [name, value] of Object.entries(await context.req.parseBody())) {
    const text = value instanceof File ? await value.text() : value
    if (typeof text === 'string') fields[name] = text.replaceAll('\r\n', '\n')
  }
  return fields
}
