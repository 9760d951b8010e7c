import type { AccountId } from '@octroi/shared/ids/id'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { consoleOf } from '../kit/console-key.ts'
import { OpeningWorld } from '../kit/opening-world.ts'
import { firstOperator, type PageBrowser } from '../kit/page-browser.ts'

const catalogue = `
services: { trunk.access: { name: Trunk access, actions: [open] }, energy.supply: { name: Energy } }
offers:
  guarded:
    name: Guarded
    currency: EUR
    prices: { fee: { model: flat, name: Fee, amount: "31", every: month, timing: advance, proration: day } }
    order: { approval: operator, waitsFor: [payment] }
`

let world: OpeningWorld
let browser: PageBrowser
let account: AccountId
beforeAll(async () => {
  world = await OpeningWorld.open()
  await world.hub.catalogue(catalogue)
  browser = await consoleOf(world.hub)
  account = await world.hub.account('Europe/Paris')
})
afterAll(() => world.close())

const seen = (html: string): string => html.replaceAll(/<[^>]*>/g, ' ').replaceAll(/\s+/g, ' ')

test('an order is quoted before it is placed, then approved, paid and fulfilled, each step with who did it', async () => {
  const quoted = await browser.get(`/console/accounts/${account}/order?offer=guarded&quantity=1`)
  expect(seen(quoted.text)).toContain('31 EUR every month, in advance')
  expect(seen(quoted.text)).toContain('Approval, Payment')
  expect((await browser.get(`/console/accounts/${account}/order?offer=guarded&quantity=0`)).text).toContain(
    'Write a whole number',
  )
  const placed = await browser.post(`/console/accounts/${account}/orders`, { offer: 'guarded', quantity: '1', device: '' })
  expect(placed.text).toContain('The order is placed.')
  const path = placed.path.replace(/\?.*/, '')
  expect(seen(placed.text)).toContain('to be approved')
  expect((await browser.post(`${path}/reject`, { reason: ' ' })).status).toBe(422)
  const waiting = await browser.post(`${path}/approve`, { reason: 'Known customer' })
  expect(seen(waiting.text)).toContain('approved: Known customer')
  const paid = await browser.post(`${path}/payment`, { reason: 'transfer 4711' })
  expect(seen(paid.text)).toContain('The payment is noted.')
  expect(seen(paid.text)).toMatch(/fulfilled .*paid: transfer 4711/)
  expect(paid.text).toContain(`by ${firstOperator.name}`)
  expect((await browser.post(`${path}/cancel`, { reason: '' })).status).toBe(409)
  const csv = await browser.get('/console/orders.csv?state=fulfilled')
  expect(csv.text).toContain(`guarded,${account},fulfilled,`)
  expect((await browser.get('/console/orders?state=placed')).text).toContain('No order is like this.')
  expect((await browser.get(`/console/accounts/${account}`)).text).toContain(path)
})
