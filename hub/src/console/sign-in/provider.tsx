import { fromBase64url, toBase64url } from '@octroi/shared/crypto/bytes'
import type { Failure } from '@octroi/shared/errors/failure'
import { ok, type Result } from '@octroi/shared/errors/result'
import type { TenantId } from '@octroi/shared/ids/id'
import { type Context, Hono } from 'hono'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import type { Environment } from '../../environment.ts'
import type { HttpDependencies, HttpEnv } from '../../http/context.ts'
import type { RequestCounter } from '../../http/limits.ts'
import { noteDone } from '../../http/once.ts'
import type { IdentityProvider, ProvenIdentity, StartedSignIn } from '../../operators/identity-provider.port.ts'
import { type SignedInByIdentity, signInByIdentity } from '../../operators/sign-in-by-identity.use-case.ts'
import { Page } from '../frame/page.tsx'
import { saidPage } from '../frame/plain-pages.tsx'
import { keepSession, personCaller, plainViewOf } from '../frame/session.ts'
import { browserOf, signInPage } from './sign-in.tsx'
import { signInTenant } from './sign-in-tenant.ts'
import { signInWords } from './sign-in-words.ts'

/** What was begun, in the very browser that began it; sealed, because the verifier is a secret. */
const cookie = 'octroi_oidc'
const purpose = 'oidc-sign-in'
const minutesToReturn = 10
const callback = '/console/sign-in/oidc/callback'

interface Begun extends Omit<StartedSignIn, 'address'> {
  readonly tenant: TenantId
  readonly expiresAtMs: number
}

/** Signing in with whoever else vouches for operators. Without one configured, nothing is here. */
export function providerRoutes(dependencies: HttpDependencies, counter: RequestCounter): Hono<HttpEnv> {
  const { identityProvider: provider } = dependencies
  const app = new Hono<HttpEnv>()
  if (provider === undefined) return app
  return app
    .get('/sign-in/oidc', async (context) => {
      if ((await counter.countSignIn(context)) !== undefined) return saidPage(context, plainViewOf(context), 'busy')
      return begin(context, dependencies, provider)
    })
    .get('/sign-in/oidc/callback', async (context) => {
      if ((await counter.countSignIn(context)) !== undefined) return saidPage(context, plainViewOf(context), 'busy')
      return finish(context, dependencies, provider)
    })
}

async function begin(context: Context<HttpEnv>, dependencies: HttpDependencies, provider: IdentityProvider): Promise<Response> {
  const words = signInWords[plainViewOf(context).language]
  const tenant = await signInTenant(context, dependencies)
  if (tenant === undefined) return saidPage(context, plainViewOf(context), 'notFound')
  const started = await provider.start(`${originOf(dependencies)}${callback}`)
  if (!started.ok) return signInPage(context, dependencies, { fault: words.providerAway })
  const { address, ...kept } = started.value
  const expiresAtMs = dependencies.environment.nowMs() + minutesToReturn * 60_000
  setCookie(context, cookie, seal(dependencies.environment, { ...kept, tenant: tenant.id, expiresAtMs }), {
    ...cookieOptions(dependencies),
    maxAge: minutesToReturn * 60,
  })
  return context.redirect(address, 303)
}

async function finish(context: Context<HttpEnv>, dependencies: HttpDependencies, provider: IdentityProvider): Promise<Response> {
  const view = plainViewOf(context)
  const words = signInWords[view.language]
  const begun = open(dependencies.environment, getCookie(context, cookie) ?? '')
  // One answer for one beginning, whatever comes of it.
  deleteCookie(context, cookie, cookieOptions(dependencies))
  if (begun === undefined) return signInPage(context, dependencies, { fault: words.providerRefused })
  const returned = new URL(`${originOf(dependencies)}${callback}${new URL(context.req.url).search}`)
  const proven = await provider.finish(returned, begun)
  if (!proven.ok) {
    const fault = proven.error.kind === 'unreachable' ? words.providerAway : words.providerRefused
    return signInPage(context, dependencies, { fault })
  }
  const signedIn = await signIn(context, dependencies, begun.tenant, proven.value, provider)
  if (!signedIn.ok) {
    const fault = signedIn.error.code === 'email_unverified' ? words.emailUnverified : words.identityUnknown
    return signInPage(context, dependencies, { fault })
  }
  keepSession(context, dependencies, signedIn.value.token)
  // A cookie that is strictly ours does not go along with a redirect that began elsewhere, so our own page leads on.
  return context.html(
    <Page view={{ ...view, path: '/console' }} title={words.signedIn} goesOnTo="/console">
      <p>
        <a href="/console">{words.goOn}</a>
      </p>
    </Page>,
  )
}

function signIn(
  context: Context<HttpEnv>,
  { storage, environment }: HttpDependencies,
  tenant: TenantId,
  identity: ProvenIdentity,
  { addsWithRole }: IdentityProvider,
): Promise<Result<SignedInByIdentity, Failure>> {
  const asked = { tenant, identity, addsWithRole, browser: browserOf(context) }
  return storage.transaction(tenant, async (stores) => {
    const [done, whose] = [await signInByIdentity(stores, environment, asked), await stores.tenants.get()]
    if (done.ok && whose !== undefined) {
      await noteDone(context, environment, stores, personCaller(whose, done.value.operator), ok({}))
    }
    return done
  })
}

function originOf({ origins }: HttpDependencies): string {
  return origins()[0] ?? ''
}

/** Lax, not strict: the provider's own page leads back here, and the cookie must come along. */
function cookieOptions(dependencies: HttpDependencies) {
  return {
    path: '/console/sign-in/oidc',
    httpOnly: true,
    sameSite: 'Lax',
    secure: originOf(dependencies).startsWith('https:'),
  } as const
}

function seal({ sealer }: Environment, begun: Begun): string {
  return toBase64url(sealer.seal(new TextEncoder().encode(JSON.stringify(begun)), purpose))
}

/** Undefined where it is not ours or its time is over. */
function open({ sealer, nowMs }: Environment, sealed: string): Begun | undefined {
  const bytes = fromBase64url(sealed)
  if (bytes === undefined || bytes.length === 0) return undefined
  try {
    const begun = JSON.parse(new TextDecoder().decode(sealer.unseal(bytes, purpose))) as Begun
    return nowMs() < begun.expiresAtMs ? begun : undefined
  } catch {
    return undefined
  }
}
