import { html } from 'hono/html'
import type { Child, PropsWithChildren } from 'hono/jsx'
import type { OwnView, View } from './view.ts'

export type Section = 'overview' | 'openings' | 'consents' | 'bills'

const sections: readonly (readonly [Section, string])[] = [
  ['overview', '/my'],
  ['openings', '/my/openings'],
  ['consents', '/my/consents'],
  ['bills', '/my/bills'],
]

type Props = PropsWithChildren<{
  readonly view: View | OwnView
  readonly title: string
  readonly section?: Section
  /** Said once, after something was done. */
  readonly notice?: string | undefined
  /** Stands above the heading: the way back. */
  readonly above?: Child
}>

/** The frame of every page: one heading, the way to the others, and nothing that moves. */
export function Page({ view, title, section, notice, above, children }: Props) {
  const { words, language, path } = view
  const operator = 'operator' in view ? view.operator : 'Octroi'
  const other = language === 'en' ? 'fr' : 'en'
  return html`<!doctype html>${(
    <html lang={language}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>{`${title} · ${operator}`}</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href="/my/style.css" />
      </head>
      <body>
        <a class="skip" href="#content">
          {words.skip}
        </a>
        <header>
          <a class="brand" href="/my">
            {operator}
          </a>
          {'account' in view ? <Menu view={view} section={section} /> : null}
          <a class="language" href={`${path}?lang=${other}`} lang={other} hreflang={other}>
            {words.otherLanguage}
          </a>
        </header>
        <main id="content" tabindex={-1}>
          {above === undefined ? null : <p class="above">{above}</p>}
          <h1>{title}</h1>
          {notice === undefined ? null : (
            <p class="notice" role="status">
              {notice}
            </p>
          )}
          {children}
        </main>
        {'account' in view ? <Foot view={view} /> : null}
      </body>
    </html>
  )}`
}

function Menu({ view, section }: { readonly view: OwnView; readonly section: Section | undefined }) {
  return (
    <nav aria-label={view.words.menu}>
      {sections.map(([name, href]) => (
        <a href={href} aria-current={name === section ? 'page' : undefined}>
          {view.words[name]}
        </a>
      ))}
    </nav>
  )
}

function Foot({ view }: { readonly view: OwnView }) {
  const { words, account } = view
  return (
    <footer>
      <p>
        {account.name} · {words.timesIn(account.zone)}
      </p>
      <form method="post" action="/my/sign-out">
        <FormToken view={view} />
        <button class="quiet" type="submit">
          {words.signOut}
        </button>
      </form>
    </footer>
  )
}

export function FormToken({ view }: { readonly view: OwnView }) {
  return <input type="hidden" name="form_token" value={view.formToken} />
}

/** What a list says where there is nothing in it yet. */
export function Empty({ children }: PropsWithChildren) {
  return <p class="empty">{children}</p>
}

/** The way on through a list, and back to where it begins. */
export function Pager({
  path,
  after,
  next,
  words,
}: {
  readonly path: string
  readonly after: string | undefined
  readonly next: string | undefined
  readonly words: { readonly next: string; readonly first: string }
}) {
  if (after === undefined && next === undefined) return null
  return (
    <p class="pager">
      {after === undefined ? null : <a href={path}>{words.first}</a>}
      {next === undefined ? null : (
        <a href={`${path}${path.includes('?') ? '&' : '?'}after=${encodeURIComponent(next)}`}>{words.next}</a>
      )}
    </p>
  )
}
