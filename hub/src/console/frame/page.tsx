import { html } from 'hono/html'
import type { Child, PropsWithChildren } from 'hono/jsx'
import type { ConsoleView, PlainView } from './console-view.ts'
import { groups, type Section, sections } from './sections.ts'

type Props = PropsWithChildren<{
  readonly view: PlainView | ConsoleView
  readonly title: string
  readonly section?: Section
  /** Said once, after something was done. */
  readonly notice?: string | undefined
  /** Stands above the heading: the way back. */
  readonly above?: Child
  /** Scripts of this page, beside that of the console: names of its assets. */
  readonly scripts?: readonly string[]
  /** The same of styles. */
  readonly styles?: readonly string[]
  /** Where the browser goes by itself: for a page that only says that something is done. */
  readonly goesOnTo?: string
}>

/** The frame of every page of the console: the ways to the others at the side, one heading, the content. */
export function Page({ view, title, section, notice, above, scripts = [], styles = [], goesOnTo, children }: Props) {
  const { words, language } = view
  const isSignedIn = 'person' in view
  const name = isSignedIn ? view.tenantName : 'Octroi'
  return html`<!doctype html>${(
    <html lang={language}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>{`${title} · ${name}`}</title>
        {goesOnTo === undefined ? null : <meta http-equiv="refresh" content={`0;url=${goesOnTo}`} />}
        <link rel="icon" href="data:," />
        {['console.css', ...styles].map((style) => (
          <link rel="stylesheet" href={`/console/assets/${style}`} />
        ))}
        {[...(isSignedIn ? ['console.js'] : []), ...scripts].map((script) => (
          <script src={`/console/assets/${script}`} defer></script>
        ))}
      </head>
      <body class={isSignedIn ? 'framed' : 'plain'}>
        <a class="skip" href="#content">
          {words.skip}
        </a>
        {isSignedIn ? <Side view={view} section={section} /> : null}
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
        {isSignedIn ? <Keys view={view} /> : <PlainFoot view={view} />}
      </body>
    </html>
  )}`
}

function Side({ view, section }: { readonly view: ConsoleView; readonly section: Section | undefined }) {
  const { words } = view
  return (
    <header>
      <a class="brand" href="/console">
        {view.tenantName}
      </a>
      <nav aria-label={words.menu}>
        {groups.map((group) => (
          <div>
            <p id={`group-${group}`}>{words.groups[group]}</p>
            <ul aria-labelledby={`group-${group}`}>
              {sections
                .filter((entry) => entry.group === group)
                .map(({ name, path, key }) => (
                  <li>
                    <a href={path} data-key={key} aria-current={name === section ? 'page' : undefined}>
                      {words.sections[name]}
                    </a>
                  </li>
                ))}
            </ul>
          </div>
        ))}
      </nav>
      <Reader view={view} />
    </header>
  )
}

function Reader({ view }: { readonly view: ConsoleView }) {
  const { words } = view
  return (
    <div class="reader">
      <p class="live" id="live" data-live={words.live} data-not-live={words.notLive} role="status"></p>
      <p>
        <a href="/console/me">{view.person}</a>
        {view.mayChange ? null : <span class="under">{words.onlyLooks}</span>}
      </p>
      <p class="under">{words.timesIn(view.zone)}</p>
      <div class="ways">
        <OtherLanguage view={view} />
        <button class="quiet" type="button" id="keys-open" hidden>
          {words.keyboard}
        </button>
        <form method="post" action="/console/sign-out">
          <FormToken view={view} />
          <button class="quiet" type="submit">
            {words.signOut}
          </button>
        </form>
      </div>
    </div>
  )
}

function OtherLanguage({ view: { language, words, path } }: { readonly view: PlainView }) {
  const other = language === 'en' ? 'fr' : 'en'
  return (
    <a href={`${path}${path.includes('?') ? '&' : '?'}lang=${other}`} lang={other} hreflang={other}>
      {words.otherLanguage}
    </a>
  )
}

/** What the keys do, opened with `?`. */
function Keys({ view: { words } }: { readonly view: ConsoleView }) {
  return (
    <dialog id="keys" aria-labelledby="keys-title">
      <h2 id="keys-title">{words.keyboardTitle}</h2>
      <dl class="keys">
        {sections.map(({ name, key }) => (
          <div>
            <dt>
              <kbd>g</kbd> {words.keyThen} <kbd>{key}</kbd>
            </dt>
            <dd>{words.sections[name]}</dd>
          </div>
        ))}
        <div>
          <dt>
            <kbd>/</kbd>
          </dt>
          <dd>{words.keySearch}</dd>
        </div>
        <div>
          <dt>
            <kbd>j</kbd> <kbd>k</kbd> <kbd>↵</kbd>
          </dt>
          <dd>{words.keyRows}</dd>
        </div>
        <div>
          <dt>
            <kbd>?</kbd>
          </dt>
          <dd>{words.keyHelp}</dd>
        </div>
      </dl>
      <form method="dialog">
        <button type="submit">{words.close}</button>
      </form>
    </dialog>
  )
}

function PlainFoot({ view }: { readonly view: PlainView }) {
  return (
    <footer>
      <OtherLanguage view={view} />
    </footer>
  )
}

export function FormToken({ view }: { readonly view: ConsoleView }) {
  return <input type="hidden" name="form_token" value={view.formToken} />
}

/** What stands where there is nothing yet: what will stand there, and how it comes about. */
export function Empty({ children }: PropsWithChildren) {
  return <p class="empty">{children}</p>
}

/** A word on a state, with a colour that never says anything alone. */
export function Mark({ tone, children }: PropsWithChildren<{ readonly tone: 'good' | 'plain' | 'warn' | 'bad' }>) {
  return <span class={`mark ${tone}`}>{children}</span>
}

/** An act that asks before it is done: it opens in place, and works without a script. */
export function Ask({
  label,
  isOpen,
  children,
}: PropsWithChildren<{ readonly label: string; readonly isOpen?: boolean | undefined }>) {
  return (
    <details class="ask" open={isOpen}>
      <summary>{label}</summary>
      {children}
    </details>
  )
}

/** A term and what it is. */
export type Fact = readonly [string, Child]

/** Terms and what they are, as every detail page begins; those that do not apply are undefined. */
export function Facts({ facts }: { readonly facts: readonly (Fact | undefined)[] }) {
  return (
    <dl class="facts">
      {facts.map((fact) =>
        fact === undefined ? null : (
          <div>
            <dt>{fact[0]}</dt>
            <dd>{fact[1]}</dd>
          </div>
        ),
      )}
    </dl>
  )
}
