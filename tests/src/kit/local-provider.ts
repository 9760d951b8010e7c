import { generateKeyPairSync } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Provider, type ProviderContext } from 'oidc-provider'

/** What the provider says of somebody. */
export interface ProviderPerson {
  readonly sub: string
  readonly email?: string
  readonly email_verified?: boolean
  readonly name?: string
}

const client = { clientId: 'hub', clientSecret: 'sample-secret-of-the-hub' }
export const returnsTo = 'http://hub.test/console/sign-in/oidc/callback'

/** A real OpenID provider on this machine, at which whoever the test names signs in at once. */
export class LocalProvider {
  readonly issuer: string
  readonly settings: typeof client & { readonly issuer: string; readonly name: string }
  private readonly server: Server
  /** Who sits before the browser. */
  person: ProviderPerson = { sub: 'nobody' }

  private constructor(server: Server) {
    this.server = server
    this.issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    this.settings = { ...client, issuer: this.issuer, name: 'Sample staff' }
  }

  static async start(): Promise<LocalProvider> {
    const server = createServer()
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve)
    })
    const local = new LocalProvider(server)
    const provider = new Provider(local.issuer, local.configuration())
    const answer = provider.callback()
    server.on('request', (request, response) => {
      const isAsked = request.url?.startsWith('/interaction/') === true
      const done = isAsked
        ? provider.interactionFinished(request, response, { login: { accountId: local.person.sub } })
        : answer(request, response)
      done.catch(() => response.destroy())
    })
    return local
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections()
    await new Promise((resolve) => this.server.close(resolve))
  }

  /** Goes where the hub sent the browser, signs in there, and gives the address it is sent back to. */
  async visit(address: string): Promise<URL> {
    const cookies = new Map<string, string>()
    let at = new URL(address)
    for (let steps = 0; at.origin === this.issuer; steps++) {
      if (steps > 10) throw new Error('the provider leads nowhere')
      const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
      const response = await fetch(at, { redirect: 'manual', headers: { cookie } })
      for (const set of response.headers.getSetCookie()) {
        const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? []
        cookies.set(name, value)
      }
      const sentTo = response.headers.get('location')
      if (sentTo === null) throw new Error(`the provider answered ${response.status}: ${await response.text()}`)
      at = new URL(sentTo, at)
    }
    return at
  }

  private configuration(): object {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
    return {
      clients: [
        {
          client_id: client.clientId,
          client_secret: client.clientSecret,
          redirect_uris: [returnsTo],
          response_types: ['code'],
          grant_types: ['authorization_code'],
        },
      ],
      claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
      cookies: { keys: ['sample cookie key'] },
      features: { devInteractions: { enabled: false } },
      jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), alg: 'RS256', use: 'sig' }] },
      ttl: { AccessToken: 60, Grant: 60, IdToken: 60, Interaction: 60, Session: 60 },
      pkce: { required: () => true },
      interactions: { url: (_context: unknown, { uid }: { readonly uid: string }) => `/interaction/${uid}` },
      findAccount: (_context: unknown, accountId: string) => ({ accountId, claims: () => this.person }),
      loadExistingGrant: async ({ oidc }: ProviderContext) => {
        const grant = new oidc.provider.Grant({ accountId: oidc.session.accountId, clientId: oidc.client.clientId })
        grant.addOIDCScope('openid email profile')
        await grant.save()
        return grant
      },
    }
  }
}
