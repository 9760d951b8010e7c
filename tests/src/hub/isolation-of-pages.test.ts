import { giveApiKey } from '@octroi/hub/accounts/give-api-key.use-case'
import { giveConsent } from '@octroi/hub/entitlements/give-consent.use-case'
import { readLine } from '@octroi/hub/invoicing/line-reference'
import { openDispute } from '@octroi/hub/invoicing/open-dispute.use-case'
import type { AccountId } from '@octroi/shared/ids/id'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { value } from '../kit/hub-at-rest.ts'
import { nowMs, OpeningWorld } from '../kit/opening-world.ts'
import { PageBrowser, pagesOver, type ShownPage } from '../kit/page-browser.ts'
import { energyReading } from '../kit/sample-records.ts'

/**
 * Walks every route of the account holder's pages without a session, and with that of another account of the same tenant
 * and of another tenant's. None of them may read, change or learn of what belongs to somebody else.
 */
let world: OpeningWorld
let elsewhere: OpeningWorld
let things: Record<string, string>
let owner: PageBrowser

const readings = [1, 2].map((count) => energyReading(nowMs + count * 1000, nowMs + count * 1000 + 1000, 5n))

beforeAll(async () => {
  world = await OpeningWorld.open()
  elsewhere = await OpeningWorld.open()
  const { hub, owner: account, merchant, car } = world
  const authorization = await world.granted()
  const supply = await world.order(account, 'supply')
  await world.ingest(car.journal.batch(...world.wholeOpening(authorization), ...readings).envelope)
  const line = `${supply}:energy`
  const named = { owner: account, grantee: merchant, service: 'trunk.access', device: car.device }
  const consent = value(await hub.write((stores) => giveConsent(stores, hub.environment, named))).id
  const about = { account, month: '2026-11', line: readLine(line), reason: 'of the owner' }
  const dispute = value(await hub.write((stores) => openDispute(stores, hub.environment, about))).id
  things = { account, authorization, consent, dispute, line, device: car.device, seq: '7', month: '2026-11' }
  owner = await signedIn(world, account)
})
afterAll(async () => {
  await world.close()
  await elsewhere.close()
})

async function signedIn({ hub }: OpeningWorld, account: AccountId): Promise<PageBrowser> {
  const request = { tenant: hub.tenant, account, role: 'account_holder', label: 'test' } as const
  const browser = new PageBrowser(pagesOver(hub))
  await browser.signIn(value(await hub.write((stores) => giveApiKey(stores, hub.environment, request))).token)
  return browser
}

/** Every page that needs a session, with a form that names what belongs to others. */
const walks: Readonly<Record<string, () => Readonly<Record<string, string>>>> = {
  'GET /my': () => ({}),
  'POST /my/sign-out': () => ({}),
  'GET /my/openings': () => ({}),
  'GET /my/consents': () => ({}),
  'POST /my/consents': () => ({ grantee: world.merchant, service: 'trunk.access', device: things.device ?? '' }),
  'GET /my/consents/:consent/revoke': () => ({}),
  'POST /my/consents/:consent/revoke': () => ({}),
  'GET /my/bills': () => ({}),
  'GET /my/bills/:month': () => ({}),
  'GET /my/bills/:month/:line': () => ({}),
  'POST /my/bills/:month/:line/dispute': () => ({ reason: 'x' }),
  'POST /my/disputes/:dispute/withdraw': () => ({}),
  'GET /my/authorizations/:authorization/proof': () => ({}),
  'GET /my/devices/:device/records/:seq/proof': () => ({}),
}

/** For everybody by design. */
const open = ['GET /my/sign-in', 'POST /my/sign-in', 'GET /my/style.css']

test('every route of the pages is walked', () => {
  const routes = pagesOver(world.hub)
    .routes.filter(({ method, path }) => path.startsWith('/my') && method !== 'ALL')
    .map(({ method, path }) => `${method} ${path.replace(/(.)\/$/, '$1')}`)
  expect(routes.toSorted()).toEqual([...Object.keys(walks), ...open].toSorted())
})

function walk(route: string, browser: PageBrowser) {
  const [method = '', template = ''] = route.split(' ')
  const path = template.replaceAll(/:(\w+)/g, (_whole, name: string) => things[name] ?? '')
  return method === 'GET' ? browser.get(path) : browser.post(path, walks[route]?.() ?? {})
}

/** What its owner sees, apart from what every showing of a form makes anew. */
async function state(): Promise<readonly string[]> {
  const seen: string[] = []
  for (const route of Object.keys(walks).filter((each) => each.startsWith('GET') && !each.endsWith('proof'))) {
    seen.push((await walk(route, owner)).text.replaceAll(/name="once" value="[^"]*"/g, ''))
  }
  return seen
}

test('the owner sees all of it, so that it shows when nobody else does', async () => {
  for (const route of Object.keys(walks).filter((each) => each.startsWith('GET')))
    expect((await walk(route, owner)).status, route).toBe(200)
  const all = (await state()).join()
  const shown = Object.entries(things).filter(([, id]) => all.includes(id))
  expect(shown.map(([name]) => name)).toEqual(Object.keys(things).filter((name) => name !== 'account'))
})

describe.each(Object.keys(walks))('%s', (route) => {
  test('asks somebody without a session to sign in', async () => {
    const before = await state()
    const shown = await walk(route, new PageBrowser(pagesOver(world.hub)))
    expect(shown.path).toBe('/my/sign-in')
    expect(shown.text).not.toContain('of the owner')
    expect(await state()).toEqual(before)
  })

  test.each([
    ['the account that asked for the opening', () => signedIn(world, world.merchant), true],
    ['another account', async () => signedIn(world, await world.hub.account()), false],
    ['an account of another tenant', () => signedIn(elsewhere, elsewhere.owner), false],
  ] as const)('shows and changes nothing for %s', async (_who, browser, isRequester) => {
    const before = await state()
    const shown = await walk(route, await browser())
    // Who asked may prove what came of it, sees the consent that was given, and has a bill of its own.
    const isOwnProof = isRequester && route.includes(':authorization')
    const isOwn = isOwnProof || (isRequester && route === 'GET /my/bills/:month')
    expect(shown.status, shown.text).toBe(isOwn ? 200 : statusForOthers(route))
    const mayKnow = [
      'month',
      'seq',
      ...(isRequester ? ['authorization', 'consent'] : []),
      ...(isOwnProof ? ['device'] : []),
      ...said(route),
    ]
    expect(told(shown).filter((name) => !mayKnow.includes(name))).toEqual([])
    expect(shown.text).not.toContain('of the owner')
    expect(await state()).toEqual(before)
  })
})

/** A list is empty for others, a thing of somebody else is not there, and a device of somebody else cannot be chosen. */
function statusForOthers(route: string): number {
  if (route === 'POST /my/consents') return 422
  return route.includes(':') ? 404 : 200
}

/** What the caller typed itself is shown to it again. */
function said(route: string): readonly string[] {
  return route === 'POST /my/consents' ? ['device'] : []
}

/** The things whose ids a page holds, apart from the link to the other language, which says again what was asked for. */
function told({ text }: ShownPage): readonly string[] {
  const rest = text.replace(/<a class="language"[^>]*>/, '')
  return Object.entries(things).flatMap(([name, id]) => (rest.includes(id) ? [name] : []))
}
