import { toBase64url } from '@octroi/shared/crypto/bytes'
import { keyId } from '@octroi/shared/crypto/key-id'
import { formatInstant } from '@octroi/shared/time/instant'
import { openSigned } from '@octroi/shared/wire/message'
import { type Keyset, type KeysetKey, keysetMessage } from '@octroi/shared/wire/messages/keyset'
import { Hono } from 'hono'
import type { Environment } from '../../environment.ts'
import type { HttpDependencies, HttpEnv } from '../../http/context.ts'
import type { RateLimits } from '../../http/limits.ts'
import type { Tenant } from '../../tenants/tenant.ts'
import type { ConsoleView } from '../frame/console-view.ts'
import { type Column, DataTable } from '../frame/listing.tsx'
import { Facts, Mark, Page } from '../frame/page.tsx'
import { saidPage } from '../frame/plain-pages.tsx'
import { resaleWords } from '../resales/resale-words.ts'
import { settingsWords } from './settings-words.ts'

/** Who the operator is to its devices, the limits it works within, and the ways to what else is set. */
export function settingsRoutes({ storage, environment }: HttpDependencies, limits: RateLimits): Hono<HttpEnv> {
  return new Hono<HttpEnv>().get('/settings', async (context) => {
    const view = context.get('consoleView')
    const tenant = await storage.read(context.get('caller').tenant, ({ tenants }) => tenants.get())
    if (tenant === undefined) return saidPage(context, view, 'notFound')
    const words = settingsWords[view.language]
    return context.html(
      <Page view={view} title={view.words.sections.settings} section="settings">
        <p class="intro">{words.intro}</p>
        <ul class="plain">
          <li>
            <a href="/console/settings/keys">{words.apiKeys}</a>
          </li>
          <li>
            <a href="/console/settings/endpoints">{words.endpoints}</a>
          </li>
          <li>
            <a href="/console/settings/resales">{resaleWords[view.language].resales}</a>
          </li>
          <li>
            <a href="/console/operators">{view.words.sections.operators}</a>
          </li>
        </ul>
        <TenantFacts view={view} tenant={tenant} environment={environment} />
        <Limits view={view} tenant={tenant} limits={limits} />
      </Page>,
    )
  })
}

interface TenantProps {
  readonly view: ConsoleView
  readonly tenant: Tenant
  readonly environment: Environment
}

function TenantFacts({ view, tenant, environment: { crypto, nowMs } }: TenantProps) {
  const words = settingsWords[view.language]
  const { formats } = view
  const idOf = (publicKey: Uint8Array): string => toBase64url(keyId(crypto, publicKey))
  const opened = openSigned(crypto, keysetMessage, tenant.keyset, () => tenant.rootKey)
  const keyset: Keyset | undefined = opened.ok ? opened.value : undefined
  return (
    <>
      <section>
        <h2 id="tenant">{tenant.name}</h2>
        <Facts
          facts={[
            [words.name, tenant.name],
            [words.zone, tenant.zone],
            [words.tenant, <span class="id">{tenant.id}</span>],
            [
              words.ownAccount,
              <a class="id" href={`/console/accounts/${tenant.operator}`}>
                {tenant.operator}
              </a>,
            ],
            [words.founded, formats.time(tenant.createdAtMs)],
            [words.rootKey, <span class="id">{idOf(tenant.rootKey)}</span>],
            keyset && [words.keyset, words.keysetVersion(keyset.version)],
          ]}
        />
      </section>
      <section>
        <h2 id="signing-keys">{words.signingKeys}</h2>
        <p>{words.signingKeysHint}</p>
        <DataTable
          caption={words.signingKeys}
          columns={keyColumns(view, idOf, Math.floor(nowMs() / 1000))}
          rows={keyset?.keys ?? []}
          empty=""
        />
      </section>
    </>
  )
}

const soonSeconds = 30 * 86_400

function keyColumns(
  view: ConsoleView,
  idOf: (publicKey: Uint8Array) => string,
  nowSeconds: number,
): readonly Column<KeysetKey>[] {
  const words = settingsWords[view.language]
  const { formats } = view
  const standingOf = ({ notBefore, expiresAt }: KeysetKey) => {
    if (nowSeconds >= expiresAt) return { tone: 'bad', word: words.over } as const
    if (nowSeconds < notBefore) return { tone: 'plain', word: words.notYet } as const
    if (expiresAt - nowSeconds < soonSeconds) return { tone: 'warn', word: words.endsSoon } as const
    return { tone: 'good', word: words.valid } as const
  }
  return [
    {
      name: 'key',
      head: words.key,
      cell: ({ publicKey }) => <span class="id">{idOf(publicKey)}</span>,
      text: ({ publicKey }) => idOf(publicKey),
    },
    {
      name: 'use',
      head: words.use,
      cell: ({ uses }) => uses.map((use) => words.uses[use]).join(', '),
      text: ({ uses }) => uses.join(' '),
    },
    {
      name: 'from',
      head: words.from,
      cell: ({ notBefore }) => formats.time(notBefore * 1000),
      text: ({ notBefore }) => formatInstant(notBefore * 1000),
    },
    {
      name: 'until',
      head: words.until,
      cell: ({ expiresAt }) => formats.time(expiresAt * 1000),
      text: ({ expiresAt }) => formatInstant(expiresAt * 1000),
    },
    {
      name: 'standing',
      head: words.standing,
      cell: (key) => <Mark tone={standingOf(key).tone}>{standingOf(key).word}</Mark>,
      text: (key) => standingOf(key).tone,
    },
  ]
}

interface LimitsProps {
  readonly view: ConsoleView
  readonly tenant: Tenant
  readonly limits: RateLimits
}

function Limits({ view, tenant: { policy }, limits }: LimitsProps) {
  const words = settingsWords[view.language]
  return (
    <section>
      <h2 id="limits">{words.limits}</h2>
      <Facts
        facts={[
          [words.perKey, limits.perKey],
          [words.perAddress, limits.perAddress],
          [words.signIns, limits.signInsPerAddress],
          [words.window, words.lasting(policy.windowSecondsAtMost)],
          [words.ahead, words.lasting(policy.aheadSecondsAtMost)],
          [words.maxOpen, words.lasting(policy.maxOpenSeconds)],
          [words.holderKey, policy.holderKeyRequired ? words.yes : words.no],
        ]}
      />
    </section>
  )
}
