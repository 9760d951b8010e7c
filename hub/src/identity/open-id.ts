import { invariant } from '@octroi/shared/errors/invariant'
import { err, ok } from '@octroi/shared/errors/result'
import * as client from 'openid-client'
import type { OpenIdSettings } from '../config.ts'
import type { IdentityProvider, ProvenIdentity, ProviderFault } from '../operators/identity-provider.port.ts'

const secondsToAnswer = 10
const scope = 'openid email profile'

/** Signs in with an OpenID provider: authorization code with PKCE, state and nonce, each for one sign-in alone. */
export function openIdProvider(
  { issuer, clientId, clientSecret, name, addsWithRole }: OpenIdSettings,
  onFault: (fault: ProviderFault) => void,
): IdentityProvider {
  const told = (error: unknown): { readonly ok: false; readonly error: ProviderFault } => {
    const fault = faultOf(error)
    onFault(fault)
    return err(fault)
  }
  const provider = remembered(() => discover(issuer, clientId, clientSecret))
  return {
    name,
    ...(addsWithRole === undefined ? {} : { addsWithRole }),

    async start(returnTo) {
      try {
        const [state, nonce, codeVerifier] = [client.randomState(), client.randomNonce(), client.randomPKCECodeVerifier()]
        const challenge = await client.calculatePKCECodeChallenge(codeVerifier)
        const asked = { redirect_uri: returnTo, scope, state, nonce, code_challenge: challenge, code_challenge_method: 'S256' }
        return ok({ address: client.buildAuthorizationUrl(await provider(), asked).href, state, nonce, codeVerifier })
      } catch (error) {
        return told(error)
      }
    },

    async finish(returned, { state, nonce, codeVerifier }) {
      const checks = { expectedState: state, expectedNonce: nonce, pkceCodeVerifier: codeVerifier, idTokenExpected: true }
      try {
        const found = await provider()
        const tokens = await client.authorizationCodeGrant(found, returned, checks)
        const claims = tokens.claims()
        invariant(claims !== undefined, 'an ID token was expected, and is there')
        // Many providers tell the address only when they are asked for it.
        const isToAsk = claims.email_verified === undefined && found.serverMetadata().userinfo_endpoint !== undefined
        const more = isToAsk ? await client.fetchUserInfo(found, tokens.access_token, claims.sub) : {}
        return ok(identityOf(claims.iss, claims.sub, { ...claims, ...more }))
      } catch (error) {
        return told(error)
      }
    },
  }
}

/** Asks once, and again where it failed: a provider that is down while the hub starts keeps nobody out for long. */
function remembered<T>(ask: () => Promise<T>): () => Promise<T> {
  let asked: Promise<T> | undefined
  return () => {
    asked ??= ask().catch((error: unknown) => {
      asked = undefined
      throw error
    })
    return asked
  }
}

async function discover(issuer: string, clientId: string, clientSecret: string): Promise<client.Configuration> {
  const address = new URL(issuer)
  // Only an issuer on this machine may speak plainly; the configuration sees to that.
  const plain = address.protocol === 'http:' ? { execute: [client.allowInsecureRequests] } : {}
  const how = { ...plain, timeout: secondsToAnswer }
  return client.discovery(address, clientId, undefined, client.ClientSecretBasic(clientSecret), how)
}

function identityOf(issuer: string, subject: string, claims: Readonly<Record<string, unknown>>): ProvenIdentity {
  const { email, email_verified: isVerified, name } = claims
  return {
    issuer,
    subject,
    ...(typeof email === 'string' && isVerified === true ? { verifiedEmail: email } : {}),
    ...(typeof name === 'string' ? { name } : {}),
  }
}

/** The provider does not answer as one does; anything else is about what it, or the browser, sent. */
const unanswered = ['OAUTH_TIMEOUT', 'OAUTH_RESPONSE_IS_NOT_CONFORM', 'OAUTH_RESPONSE_IS_NOT_JSON', 'OAUTH_PARSE_ERROR']

function faultOf(error: unknown): ProviderFault {
  const { message, code } = error as { readonly message?: string; readonly code?: string }
  // `fetch` says no more than this where nobody answers.
  const isUnanswered = message === 'fetch failed' || unanswered.includes(code ?? '')
  const detail = [message ?? String(error), code].filter(Boolean).join(', ')
  return { kind: isUnanswered ? 'unreachable' : 'not_proven', detail }
}
