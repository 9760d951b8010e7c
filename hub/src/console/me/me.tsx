import { equalBytes } from '@octroi/shared/crypto/bytes'
import type { Failure } from '@octroi/shared/errors/failure'
import { type Context, Hono } from 'hono'
import type { HttpDependencies, HttpEnv } from '../../http/context.ts'
import type { RequestCounter } from '../../http/limits.ts'
import { inTransactionFor } from '../../http/once.ts'
import { onlyReads } from '../../http/pages/own-form.ts'
import type { Operator } from '../../operators/operator.ts'
import type { OperatorSession } from '../../operators/operator-session.ts'
import { changeOwnPassword, hashOwnPassword } from '../../operators/own-password.use-case.ts'
import { signOutEverywhere } from '../../operators/sign-in.use-case.ts'
import type { ConsoleView } from '../frame/console-view.ts'
import { type Column, DataTable } from '../frame/listing.tsx'
import { Ask, Facts, FormToken, Mark, Page } from '../frame/page.tsx'
import { saidPage } from '../frame/plain-pages.tsx'
import { forgetSession, keepSession } from '../frame/session.ts'
import { browserOf } from '../sign-in/sign-in.tsx'
import { TextField } from '../sign-in/text-field.tsx'
import { type FieldFaults, fieldFaults, typedWords } from '../sign-in/typed-words.ts'
import { type MeWords, meWords } from './me-words.ts'

/** One's own account: the password, the authenticator, where one is signed in. Whoever only looks has it too. */
export function meRoutes(dependencies: HttpDependencies, counter: RequestCounter): Hono<HttpEnv> {
  return new Hono<HttpEnv>()
    .use('/me/*', async (context, next) => {
      // A browser that was left signed in is no place to guess the password at.
      if (onlyReads(context)) return next()
      const limited = await counter.countSignInAs(context, context.get('signedIn').operator.id)
      return limited === undefined ? next() : saidPage(context, context.get('consoleView'), 'busy')
    })
    .get('/me', (context) => mePage(context, dependencies))
    .post('/me/password', (context) => changePassword(context, dependencies, context.get('signedIn').operator))
    .post('/me/sign-out-everywhere', async (context) => {
      const { operator } = context.get('signedIn')
      await inTransactionFor(context, dependencies, context.get('caller'), (stores) => signOutEverywhere(stores, operator.id))
      forgetSession(context, dependencies)
      return context.redirect('/console/sign-in?done=signed-out', 303)
    })
}

async function changePassword(context: Context<HttpEnv>, dependencies: HttpDependencies, operator: Operator): Promise<Response> {
  const { current = '', password = '' } = context.get('form')
  const hashed = await hashOwnPassword(dependencies.passwords, operator, { current, password })
  const asked = { tenant: context.get('caller').tenant, operator, browser: browserOf(context) }
  const changed = await inTransactionFor(context, dependencies, context.get('caller'), (stores) =>
    hashed.ok
      ? changeOwnPassword(stores, dependencies.environment, { ...asked, passwordHash: hashed.value })
      : Promise.resolve(hashed),
  )
  if (!changed.ok) return mePage(context, dependencies, { form: 'password', failure: changed.error })
  keepSession(context, dependencies, changed.value.token)
  return context.redirect('/console/me?done=password', 303)
}

interface Refused {
  /** The form that was not taken. */
  readonly form: 'password' | 'totp-remove' | 'recovery-codes'
  readonly failure: Failure
}

/** Shown also where a form about the authenticator was not taken. */
export async function mePage(context: Context<HttpEnv>, { storage }: HttpDependencies, refused?: Refused): Promise<Response> {
  const view = context.get('consoleView')
  const { operator, session } = context.get('signedIn')
  const sessions = await storage.read(context.get('caller').tenant, ({ operators }) => operators.sessionsOf(operator.id))
  const words = meWords[view.language]
  const done = context.req.query('done')
  const notice = done === 'password' || done === 'removed' ? words.done[done] : undefined
  const faults = refused && fieldFaults(typedWords[view.language], refused.failure)
  const form = { view, words, operator, faultsOf: (name: Refused['form']) => (refused?.form === name ? faults : undefined) }
  return context.html(
    <Page view={view} title={words.title} notice={notice}>
      <Facts
        facts={[
          [words.email, operator.email],
          [words.role, words.roles[operator.role]],
        ]}
      />
      <PasswordForm {...form} />
      <Totp {...form} />
      <section>
        <h2>{words.sessionsTitle}</h2>
        <DataTable caption={words.sessionsTitle} columns={sessionColumns(view, words, session)} rows={sessions} empty={null} />
        <form method="post" action="/console/me/sign-out-everywhere">
          <FormToken view={view} />
          <button type="submit">{words.everywhere}</button>
        </form>
      </section>
    </Page>,
    refused === undefined ? 200 : 422,
  )
}

interface FormProps {
  readonly view: ConsoleView
  readonly words: MeWords
  readonly operator: Operator
  readonly faultsOf: (form: Refused['form']) => FieldFaults | undefined
}

function PasswordForm({ view, words, operator, faultsOf }: FormProps) {
  const faults = faultsOf('password') ?? {}
  const hint = typedWords[view.language].passwordHint
  return (
    <section>
      <h2>{words.passwordTitle}</h2>
      <p>{words.passwordIntro}</p>
      <form method="post" action="/console/me/password">
        <FormToken view={view} />
        {operator.passwordHash === undefined ? null : <CurrentPassword words={words} faults={faults} />}
        <TextField
          {...{ name: 'password', label: words.password, type: 'password', autocomplete: 'new-password' }}
          {...{ hint, faults, maxlength: 256 }}
        />
        <button type="submit">{words.changePassword}</button>
      </form>
    </section>
  )
}

interface CurrentProps {
  readonly words: MeWords
  readonly faults: FieldFaults
  /** Where several forms of a page ask for it. */
  readonly name?: string
}

function CurrentPassword({ words, faults, name = 'current' }: CurrentProps) {
  const own = faults.current === undefined ? {} : { [name]: faults.current }
  const typed = { type: 'password', autocomplete: 'current-password', maxlength: 256 } as const
  return <TextField name={name} label={words.current} faults={own} {...typed} />
}

function Totp({ view, words, operator, faultsOf }: FormProps) {
  const needsPassword = operator.passwordHash !== undefined
  return (
    <section>
      <h2>{words.totpTitle}</h2>
      {operator.totp === undefined ? (
        <>
          <p>{words.totpNone}</p>
          <p>
            <a href="/console/me/totp">{words.totpAdd}</a>
          </p>
        </>
      ) : (
        <>
          <p>{words.totpHas(operator.recoveryCodes.length)}</p>
          {(
            [
              ['recovery-codes', words.newCodes, words.newCodesHint],
              ['totp-remove', words.totpRemove, words.totpRemoveHint],
            ] as const
          ).map(([name, label, hint]) => (
            <Ask label={label} isOpen={faultsOf(name) !== undefined}>
              <form method="post" action={`/console/me/${name}`}>
                <FormToken view={view} />
                <p>{hint}</p>
                {needsPassword ? <CurrentPassword words={words} faults={faultsOf(name) ?? {}} name={`current-${name}`} /> : null}
                <button type="submit" class="grave">
                  {label}
                </button>
              </form>
            </Ask>
          ))}
        </>
      )}
    </section>
  )
}

function sessionColumns({ formats }: ConsoleView, words: MeWords, own: OperatorSession): readonly Column<OperatorSession>[] {
  const name = ({ browser }: OperatorSession): string => (browser === '' ? words.unnamed : browser)
  return [
    {
      name: 'browser',
      head: words.browser,
      cell: (session) => (
        <>
          {name(session)} {equalBytes(session.tokenHash, own.tokenHash) ? <Mark tone="good">{words.thisOne}</Mark> : null}
        </>
      ),
      text: name,
    },
    { name: 'since', head: words.since, cell: (each) => formats.time(each.openedAtMs), text: (each) => `${each.openedAtMs}` },
    { name: 'used', head: words.used, cell: (each) => formats.time(each.usedAtMs), text: (each) => `${each.usedAtMs}` },
  ]
}
