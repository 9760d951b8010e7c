import { giveApiKey } from '@octroi/hub/accounts/give-api-key.use-case'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { consoleOf } from '../kit/console-key.ts'
import { value } from '../kit/hub-at-rest.ts'
import { nowMs, OpeningWorld } from '../kit/opening-world.ts'
import { PageBrowser, pagesOver, type ShownPage } from '../kit/page-browser.ts'
import { PartnerTenant } from '../kit/partner-tenant.ts'
import { energyReading } from '../kit/sample-records.ts'

let world: OpeningWorld
let supplier: PartnerTenant
/** Of the tenant that sells on, and of the one that supplies it. */
let reselling: PageBrowser
let supplying: PageBrowser
beforeAll(async () => {
  world = await OpeningWorld.open()
  const { hub } = world
  supplier = await PartnerTenant.found(hub, 'Grid sample')
  reselling = await consoleOf(hub, 'fr')
  const account = await supplier.account()
  const request = { tenant: supplier.tenant, account, role: 'operator', label: 'Night desk' } as const
  const { token } = value(await supplier.write((stores) => giveApiKey(stores, hub.environment, request)))
  supplying = new PageBrowser(pagesOver(hub), { home: '/console', language: 'en' })
  await supplying.signIn(token)
})
afterAll(() => world.close())

const path = '/console/settings/resales'
const seen = ({ text }: ShownPage): string => text.replaceAll(/<[^>]*>/g, ' ').replaceAll(/\s+/g, ' ')
const codeIn = ({ text }: ShownPage): string => /octroi-resale_\w{26}_\w{26}_[\w-]{43}/.exec(text)?.[0] ?? 'no code'

test('one side proposes, the other accepts, a line is looked behind, and either ends it', async () => {
  const account = await supplier.account()
  const code = codeIn(await supplying.post(path, { account }))
  expect((await supplying.get(path)).text).not.toContain(code)
  expect(seen(await supplying.get(path))).toContain('proposed')
  const again = await supplying.post(path, { account })
  expect([again.status, seen(again)]).toEqual([422, expect.stringContaining('a proposal for it is open')])

  const accepted = await reselling.post(`${path}/acceptances`, { code: ` ${code} ` })
  expect(seen(accepted)).toContain('Acceptée : elle est en vigueur.')
  expect(seen(accepted)).toContain('Grid sample')
  expect(accepted.text).not.toContain(account)
  const twice = await reselling.post(`${path}/acceptances`, { code })
  expect([twice.status, seen(twice)]).toEqual([422, expect.stringContaining('déjà utilisé')])

  const subscription = await supplier.order(account, 'grid')
  await world.ingest(world.car.journal.batch(energyReading(nowMs, nowMs + 1000, 2_000_000_000n)).envelope)
  const line = `/console/invoices/${account}/2026-11/${subscription}:energy`
  expect((await supplying.get(line)).text).toContain(`${line}/batches`)
  const file = (await supplying.get(`${line}/batches.csv`)).text
  expect(file).toMatch(/^alias,batch,records,quantity\r\ndev_\w{26},[\w-]{43},1,2\r\n$/)
  const alias = /dev_\w{26}/.exec(file)?.[0] ?? 'no alias'
  expect(alias).not.toBe(world.car.device)
  expect((await supplying.get(`${line}/batches`)).text).toContain(alias)

  const [resale] = (await world.hub.read(({ resales }) => resales.list({ limit: 1 }))).items
  const devices = `${path}/${resale?.id}/devices`
  expect((await reselling.get(`${devices}.csv`)).text).toContain(`${world.car.device},${alias}\r\n`)
  for (const each of [devices, `${devices}.csv`]) expect((await supplying.get(each)).status).toBe(404)

  expect(seen(await reselling.post(`${path}/${resale?.id}/end`, {}))).toContain('Elle a pris fin.')
  expect(seen(await supplying.get(path))).toContain('ended')
  expect((await supplying.get('/console/audit')).text).toContain('resale ended')
  expect((await supplying.get(`${path}.csv`)).text).toMatch(/Sample,rsl_\w{26},ten_\w{26},supplier,acct_\w{26},ended,/)
})

test.each([
  ['', 'acct_nonsense', 422],
  ['', 'acct_01h455vb4pex5vsknk084sn02q', 422],
  ['/acceptances', 'nonsense', 422],
  ['/rsl_nonsense/end', '', 404],
  ['/rsl_01h455vb4pex5vsknk084sn02q/end', '', 404],
])('%s of %s is answered with %i', async (act, typed, status) => {
  expect((await supplying.post(`${path}${act}`, { account: typed, code: typed })).status).toBe(status)
})

test('what is not of a wholesale line is not there', async () => {
  const household = await world.order(world.owner, 'supply')
  for (const each of [`${household}:energy/batches`, `${household}:energy/batches.csv`, 'nonsense/batches']) {
    expect((await reselling.get(`/console/invoices/${world.owner}/2026-11/${each}`)).status).toBe(404)
  }
  expect((await reselling.get(`${path}?after=nonsense`)).status).toBe(404)
})
