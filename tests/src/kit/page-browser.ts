import { createApp } from '@octroi/hub/http/app'
import { defaultRateLimits } from '@octroi/hub/http/limits'
import type { IdentityProvider } from '@octroi/hub/operators/identity-provider.port'
import type { DeviceId } from '@octroi/shared/ids/id'
import type { HubAtRest } from './hub-at-rest.ts'
import { unheard } from './unheard.ts'

export interface ShownPage {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  /** Where the browser ended, after it followed where it was sent. */
  readonly path: string
}

export interface PageOptions {
  /** How the hub is reached: with `https:` it speaks TLS. */
  readonly origin?: string
  readonly signInsPerAddress?: number
  /** Devices that are connected. */
  readonly online?: readonly DeviceId[]
  readonly signInsPerName?: number
  readonly identityProvider?: IdentityProvider
}

/** The hub's HTTP interface over a hub at rest: its pages, without a socket and with the test's clock. */
export function pagesOver(
  hub: HubAtRest,
  {
    origin = 'http://hub.test',
    signInsPerAddress = 1000,
    signInsPerName = 1000,
    identityProvider,
    online = [],
  }: PageOptions = {},
) {
  return createApp({
    storage: hub.storage,
    environment: hub.environment,
    origins: () => [origin],
    ...unheard,
    online: { isConnected: ({ device }) => online.includes(device), sessionOf: () => undefined, devicesOf: () => online },
    ...(identityProvider === undefined ? {} : { identityProvider }),
    rateLimits: { ...defaultRateLimits, signInsPerAddress, signInsPerName, refusedSignInMs: 0 },
    onDefect: (error) => {
      throw error
    },
  })
}

type App = ReturnType<typeof pagesOver>

interface Posted {
  readonly origin?: string | undefined
  readonly token?: string | undefined
}

/** Who runs the console of a hub of tests. */
export const firstOperator = { email: 'ada@octroi.example', name: 'Ada Sample', password: 'brume sur le pont' }

interface BrowserOptions {
  readonly origin?: string
  readonly language?: string
  /** Which pages it signs in to. */
  readonly home?: '/my' | '/console'
}

/** What a browser without scripts does: it keeps cookies, fills in forms and goes where it is sent. */
export class PageBrowser {
  private readonly app: App
  private readonly origin: string
  private readonly language: string
  private readonly home: '/my' | '/console'
  readonly cookies = new Map<string, string>()

  constructor(app: App, { origin = 'http://hub.test', language = 'en', home = '/my' }: BrowserOptions = {}) {
    this.app = app
    this.origin = origin
    this.language = language
    this.home = home
  }

  get(path: string): Promise<ShownPage> {
    return this.ask('GET', path)
  }

  /** Where a page sends the browser, which does not go there. */
  async sentTo(path: string): Promise<string> {
    const response = await this.request('GET', path)
    return response.headers.get('location') ?? ''
  }

  /** Sends a form as a page of ours would, or with another origin or token. */
  async post(path: string, fields: Readonly<Record<string, string>>, posted: Posted = {}): Promise<ShownPage> {
    const token = 'token' in posted ? posted.token : await this.formToken()
    const body = new URLSearchParams({ ...fields, ...(token === undefined ? {} : { form_token: token }) })
    return this.ask('POST', path, body.toString(), 'origin' in posted ? posted.origin : this.origin)
  }

  /** The token that the forms of this session carry, as its pages show it. */
  async formToken(): Promise<string | undefined> {
    return /name="form_token" value="([^"]+)"/.exec((await this.get(this.home)).text)?.[1]
  }

  /** With an API key. To the console a key leads once, to the first operator; who comes later signs in as that one. */
  async signIn(key: string): Promise<ShownPage> {
    if (this.home === '/my') return this.post('/my/sign-in', { key }, { token: undefined })
    const shown = await this.post('/console/set-up', { key, ...firstOperator }, { token: undefined })
    return shown.path === '/console' ? shown : this.post('/console/sign-in', firstOperator, { token: undefined })
  }

  private async ask(method: string, path: string, body?: string, origin?: string): Promise<ShownPage> {
    const response = await this.request(method, path, body, origin)
    const sentTo = response.headers.get('location')
    if (sentTo !== null) return this.ask('GET', sentTo)
    return { status: response.status, headers: response.headers, text: await response.text(), path }
  }

  private async request(method: string, path: string, body?: string, origin?: string): Promise<Response> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const response = await this.app.request(`${this.origin}${path}`, {
      method,
      headers: {
        host: new URL(this.origin).host,
        'accept-language': this.language,
        ...(cookie === '' ? {} : { cookie }),
        ...(origin === undefined ? {} : { origin }),
        ...(body === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
      },
      ...(body === undefined ? {} : { body }),
    })
    for (const set of response.headers.getSetCookie()) this.keep(set)
    return response
  }

  private keep(set: string): void {
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? []
    if (/max-age=0/i.test(set)) this.cookies.delete(name)
    else this.cookies.set(name, value)
  }
}
