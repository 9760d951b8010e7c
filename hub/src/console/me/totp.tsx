import { type Failure, invalid } from '@octroi/shared/errors/failure'
import { err, type Result } from '@octroi/shared/errors/result'
import { type Context, Hono } from 'hono'
import type { HttpDependencies, HttpEnv } from '../../http/context.ts'
import { inTransactionFor } from '../../http/once.ts'
import { isOwnPassword, wrongPassword } from '../../operators/own-password.use-case.ts'
import { confirmTotp, removeTotp, renewRecoveryCodes } from '../../operators/own-totp.use-case.ts'
import { totpAddress, totpSecretWords } from '../../operators/totp.ts'
import { type OfferedTotp, offerTotp, openOffer } from '../../operators/totp-enrolment.ts'
import type { Stores } from '../../stores.ts'
import { Facts, FormToken, Page } from '../frame/page.tsx'
import { TextField } from '../sign-in/text-field.tsx'
import { fieldFaults, typedWords } from '../sign-in/typed-words.ts'
import { mePage } from './me.tsx'
import { meWords } from './me-words.ts'
import { QrCode } from './qr-code.tsx'

/** Adding and removing one's authenticator. What makes a sign-in weaker asks for the password again. */
export function totpRoutes(dependencies: HttpDependencies): Hono<HttpEnv> {
  const { environment } = dependencies
  return new Hono<HttpEnv>()
    .get('/me/totp', (context) => {
      const { operator } = context.get('signedIn')
      if (operator.totp !== undefined) return context.redirect('/console/me', 303)
      return offerPage(context, offerTotp(environment, operator.id))
    })
    .post('/me/totp', async (context) => {
      const { operator } = context.get('signedIn')
      const { offer = '', code = '' } = context.get('form')
      const confirmed = await inTransactionFor(context, dependencies, context.get('caller'), (stores) =>
        confirmTotp(stores, environment, { operator: operator.id, offer, code }),
      )
      if (confirmed.ok) return codesPage(context, confirmed.value.codes)
      const secret = openOffer(environment, operator.id, offer)
      if (secret === undefined || confirmed.error.kind !== 'invalid') return context.redirect('/console/me', 303)
      return offerPage(context, { secret, sealed: offer }, confirmed.error)
    })
    .post('/me/totp-remove', async (context) => {
      const done = await afterPassword(context, dependencies, 'totp-remove', (stores, id) => removeTotp(stores, id))
      if (!done.ok) return mePage(context, dependencies, { form: 'totp-remove', failure: done.error })
      return context.redirect('/console/me?done=removed', 303)
    })
    .post('/me/recovery-codes', async (context) => {
      const done = await afterPassword(context, dependencies, 'recovery-codes', (stores, id) =>
        renewRecoveryCodes(stores, environment, id),
      )
      if (!done.ok) return mePage(context, dependencies, { form: 'recovery-codes', failure: done.error })
      return codesPage(context, done.value.codes)
    })
}

async function afterPassword<T>(
  context: Context<HttpEnv>,
  dependencies: HttpDependencies,
  form: string,
  work: (stores: Stores, operator: `opr_${string}`) => Promise<Result<T, Failure>>,
): Promise<Result<T, Failure>> {
  const { operator } = context.get('signedIn')
  const isOwn = await isOwnPassword(dependencies.passwords, operator, context.get('form')[`current-${form}`] ?? '')
  return inTransactionFor(context, dependencies, context.get('caller'), (stores) =>
    isOwn ? work(stores, operator.id) : Promise.resolve(err(invalid([wrongPassword]))),
  )
}

function offerPage(context: Context<HttpEnv>, { secret, sealed }: OfferedTotp, failure?: Failure): Response | Promise<Response> {
  const view = context.get('consoleView')
  const words = meWords[view.language]
  const faults = failure === undefined ? {} : fieldFaults(typedWords[view.language], failure)
  const address = totpAddress(secret, { issuer: view.tenantName, label: context.get('signedIn').operator.email })
  return context.html(
    <Page view={{ ...view, path: '/console/me/totp' }} title={words.totpAdd} above={<a href="/console/me">{words.title}</a>}>
      <p>{words.totpIntro}</p>
      <QrCode text={address} label={words.qrCode} />
      <Facts facts={[[words.secret, <code>{totpSecretWords(secret)}</code>]]} />
      <form method="post" action="/console/me/totp">
        <FormToken view={view} />
        <input type="hidden" name="offer" value={sealed} />
        <TextField
          name="code"
          label={words.code}
          autocomplete="one-time-code"
          inputmode="numeric"
          faults={faults}
          maxlength={12}
        />
        <button type="submit">{words.confirm}</button>
      </form>
    </Page>,
    failure === undefined ? 200 : 422,
  )
}

function codesPage(context: Context<HttpEnv>, codes: readonly string[]): Response | Promise<Response> {
  const view = context.get('consoleView')
  const words = meWords[view.language]
  return context.html(
    <Page view={{ ...view, path: '/console/me' }} title={words.codesTitle}>
      <p>{words.codesIntro}</p>
      <ul class="plain">
        {codes.map((code) => (
          <li>
            <code>{code}</code>
          </li>
        ))}
      </ul>
      <p>
        <a href="/console/me">{words.codesKept}</a>
      </p>
    </Page>,
  )
}
