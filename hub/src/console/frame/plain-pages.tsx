import type { Context } from 'hono'
import type { ConsoleView, PlainView } from './console-view.ts'
import { Page } from './page.tsx'

type Said = 'notFound' | 'form' | 'mayNot' | 'busy' | 'failed'

const statuses = { notFound: 404, form: 403, mayNot: 403, busy: 429, failed: 500 } as const

/** A page that says one thing, whoever reads it. */
export function saidPage(
  context: Context,
  view: PlainView | ConsoleView,
  said: Said,
  status: 404 | 403 | 429 | 500 | 503 = statuses[said],
): Response | Promise<Response> {
  const { words } = view
  return context.html(
    <Page view={view} title={words[`${said}Title`]}>
      <p>{words[said]}</p>
      <p>
        <a href="/console">{words.sections.overview}</a>
      </p>
    </Page>,
    status,
  )
}
