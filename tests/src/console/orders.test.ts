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
  plain: { name: Plain, currency: EUR }
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

test('an order of several items is written one after the other, quoted as a whole, and placed together', async () => {
  const path = `/console/accounts/${account}/order`
  const one = 'offer=guarded&quantity=2&device=&coupon='
  const more = await browser.get(`${path}?${one}&add=1`)
  expect(more.text).toContain('name="offer2"')
  expect(more.text).not.toContain('31 EUR every month')
  const wrong = await browser.get(`${path}?${one}&offer2=plain&quantity2=0`)
  expect(wrong.status).toBe(422)
  expect(wrong.text).toContain('id="quantity2-fault"')
  expect(wrong.text).not.toContain('id="quantity-fault"')
  // One that was begun and left without an offer is none.
  const quoted = await browser.get(`${path}?${one}&offer2=&quantity2=5&offer3=plain&quantity3=4&add=`)
  expect(seen(quoted.text)).toContain('Begins (Guarded)')
  expect(seen(quoted.text)).toContain('Begins (Plain)')
  const [form] = /<form method="post" action="[^"]+orders">.*?<\/form>/s.exec(quoted.text) ?? ['']
  const hidden = [...form.matchAll(/name="(\w+)" value="(\w*)"/g)].map(([, name, value]) => [name, value] as const)
  const placed = await browser.post(`/console/accounts/${account}/orders`, Object.fromEntries(hidden) as Record<string, string>)
  expect(placed.text).toContain('The order is placed.')
  const listed = await world.hub.read(({ orders }) => orders.list({ limit: 1 }, { account }))
  expect(listed.items[0]?.items.map((item) => [item.offer, item.quantity])).toEqual([
    ['guarded', 2],
    ['plain', 4],
  ])
})
