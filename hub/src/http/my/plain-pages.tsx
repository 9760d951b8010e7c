import type { Context } from 'hono'
import { Page } from './page.tsx'
import type { View } from './view.ts'

interface Plain {
  readonly status: 403 | 404 | 429 | 500 | 503
  readonly title: string
  readonly text: string
}

/** A page that says one thing, whoever reads it. */
function plainPage(context: Context, view: View, { status, title, text }: Plain): Response | Promise<Response> {
  return context.html(
    <Page view={view} title={title}>
      <p>{text}</p>
      <p>
        <a href="/my">{view.words.overview}</a>
      </p>
    </Page>,
    status,
  )
}

export function notFoundPage(context: Context, view: View): Response | Promise<Response> {
  const { notFoundTitle: title, notFound: text } = view.words
  return plainPage(context, view, { status: 404, title, text })
}

export function formPage(context: Context, view: View): Response | Promise<Response> {
  const { formTitle: title, form: text } = view.words
  return plainPage(context, view, { status: 403, title, text })
}

export function busyPage(context: Context, view: View): Response | Promise<Response> {
  const { busyTitle: title, busy: text } = view.words
  return plainPage(context, view, { status: 429, title, text })
}

export function failedPage(context: Context, view: View, status: 500 | 503): Response | Promise<Response> {
  const { failedTitle: title, failed: text } = view.words
  return plainPage(context, view, { status, title, text })
}
