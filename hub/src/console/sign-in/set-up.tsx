import { type Failure, invalid } from '@octroi/shared/errors/failure'
import { fault } from '@octroi/shared/errors/fault'
import { err, ok, type Result } from '@octroi/shared/errors/result'
import { type Context, Hono } from 'hono'
import { type ApiKey, readToken } from '../../accounts/api-key.ts'
import { authenticate } from '../../accounts/authenticate.use-case.ts'
import type { Caller, HttpDependencies, HttpEnv } from '../../http/context.ts'
import type { RequestCounter } from '../../http/limits.ts'
import { inTransactionFor } from '../../http/once.ts'
import { type Form, readForm } from '../../http/pages/own-form.ts'
import { readNewOperator } from '../../operators/new-operator.ts'
import { normalPassword } from '../../operators/password.ts'
import { type DoneSetUp, setUp, setUpFault } from '../../operators/set-up.use-case.ts'
import { Page } from '../frame/page.tsx'
import { saidPage } from '../frame/plain-pages.tsx'
import { keepSession, plainViewOf } from '../frame/session.ts'
import { browserOf } from './sign-in.tsx'
import { signInWords } from './sign-in-words.ts'
import { TextField } from './text-field.tsx'
import { type FieldFaults, fieldFaults, typedWords } from './typed-words.ts'

/** Making the first operator with the key that the hub left at its first start. */
export function setUpRoutes(dependencies: HttpDependencies, counter: RequestCounter): Hono<HttpEnv> {
  return new Hono<HttpEnv>()
    .get('/set-up', (context) => setUpPage(context, {}))
    .post('/set-up', async (context) => {
      if ((await counter.countSignIn(context)) !== undefined) return saidPage(context, plainViewOf(context), 'busy')
      const form = await readForm(context)
      const done = await trySetUp(context, dependencies, form)
      if (!done.ok) return setUpPage(context, form, done.error)
      keepSession(context, dependencies, done.value.token)
      return context.redirect('/console', 303)
    })
}

const keyWrong: Failure = { kind: 'unauthenticated', code: 'api_key_invalid', detail: 'There is no such operator key.' }

async function trySetUp(
  context: Context<HttpEnv>,
  dependencies: HttpDependencies,
  { key: typedKey = '', email = '', name = '', password = '' }: Form,
): Promise<Result<DoneSetUp, Failure>> {
  const key = await keyOf(dependencies, typedKey)
  if (!key.ok) return key
  const read = readNewOperator({ email, name, role: 'operator', password })
  const faults = [
    ...(read.ok ? [] : (read.error.faults ?? [])),
    ...(password === '' ? [fault('password', 'required', 'is required')] : []),
  ]
  if (!read.ok || faults.length > 0) return err(invalid(faults))
  const passwordHash = await dependencies.passwords.hash(normalPassword(password))
  const { tenant, account, role, id, mode } = key.value
  const asked = { key: key.value, operator: read.value, passwordHash, browser: browserOf(context) }
  return inTransactionFor(context, dependencies, { tenant, account, role, key: id, mode }, (stores) =>
    setUp(stores, dependencies.environment, asked),
  )
}

/** The key, where it may set up; looked at first, so that nobody makes the hub hash without one. */
async function keyOf(
  { storage, environment }: HttpDependencies,
  typed: string,
): Promise<Result<ApiKey & Pick<Caller, 'mode'>, Failure>> {
  const presented = readToken(typed.trim())
  if (presented === undefined) return err(keyWrong)
  return storage.read(presented.tenant, async (stores) => {
    const key = await authenticate(stores, environment, presented)
    const unfit = key === undefined ? keyWrong : await setUpFault(stores, key)
    return key === undefined || unfit !== undefined ? err(unfit ?? keyWrong) : ok({ ...key, mode: presented.mode })
  })
}

function setUpPage(context: Context, form: Form, failure?: Failure): Response | Promise<Response> {
  const view = plainViewOf(context)
  const [words, typed] = [signInWords[view.language], typedWords[view.language]]
  const isKeyWrong = failure?.code === 'api_key_invalid' || failure?.code === 'role_required'
  const faults: FieldFaults =
    failure === undefined ? {} : { ...fieldFaults(typed, failure), ...(isKeyWrong ? { key: words.keyWrong } : {}) }
  return context.html(
    <Page view={view} title={words.setUpTitle} above={<a href="/console/sign-in">{view.words.signIn}</a>}>
      <p class="intro">{words.setUpIntro}</p>
      {failure?.code === 'set_up_already' ? (
        <p class="notice wrong" role="alert">
          {words.setUpAlready}
        </p>
      ) : null}
      <form method="post" action="/console/set-up">
        <TextField
          name="key"
          label={words.key}
          type="password"
          autocomplete="off"
          hint={words.keyHint}
          faults={faults}
          maxlength={200}
        />
        <TextField
          name="email"
          label={words.email}
          type="email"
          autocomplete="username"
          faults={faults}
          value={form.email}
          maxlength={254}
        />
        <TextField name="name" label={words.name} autocomplete="name" faults={faults} value={form.name} maxlength={200} />
        <TextField
          name="password"
          label={words.password}
          type="password"
          autocomplete="new-password"
          hint={typed.passwordHint}
          faults={faults}
          maxlength={256}
        />
        <button type="submit">{words.setUp}</button>
      </form>
    </Page>,
    failure === undefined ? 200 : 422,
  )
}
