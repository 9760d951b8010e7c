import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { accessibilityFaults, picture, RealBrowser } from '../kit/browser.ts'
import { consoleOf } from '../kit/console-key.ts'
import { MeteredWorld } from '../kit/metered-world.ts'
import { type ServedPages, servePages } from '../kit/served-pages.ts'

let metered: MeteredWorld
let browser: RealBrowser
let served: ServedPages
let page: Page
beforeAll(async () => {
  ;[metered, browser] = await Promise.all([MeteredWorld.open(), RealBrowser.open()])
  const { world } = metered
  await metered.takeIn(metered.write('2013-10', '2013-11'))
  await world.granted()
  served = await servePages(world.hub)
  page = await browser.window()
  const { cookies } = await consoleOf(world.hub)
  await page.context().addCookies([...cookies].map(([name, value]) => ({ name, value, url: `${served.origin}/console` })))
}, 60_000)
afterAll(async () => {
  await browser.close()
  await served.close()
  await metered.close()
})

const chart = (): string => `/console/usage/${metered.subscription}/energy`

test('each page can be used by everybody', async () => {
  const { owner, merchant, car } = metered.world
  for (const [name, path] of [
    ['accounts', '/console/accounts'],
    ['account', `/console/accounts/${merchant}`],
    ['entitlements', `/console/entitlements?device=${car.device}`],
    ['may', `/console/entitlements/may?account=${owner}&device=${car.device}&use=trunk.access:open`],
    ['usage', '/console/usage'],
    ['usage-chart', chart()],
  ] as const) {
    await page.goto(`${served.origin}${path}`)
    if (name === 'usage-chart') await page.waitForSelector('.u-over')
    expect([name, await accessibilityFaults(page)]).toEqual([name, []])
    await picture(page, name)
  }
}, 20_000)

test('a chart is looked into by dragging and by links, and its table says the same', async () => {
  const defects: string[] = []
  page.on('pageerror', ({ message }) => defects.push(message))
  await page.goto(`${served.origin}${chart()}`)
  await page.waitForSelector('.u-over')
  const rows = () => page.locator('#usage-figures tr').count()
  const shown = async (level: string): Promise<void> => {
    await page.waitForSelector(`#usage-level:text-is("${level}")`)
  }
  await shown('by the day')
  expect(await rows()).toBe(61)
  const box = await page.locator('.u-over').boundingBox()
  if (box === null) throw new Error('the chart is not drawn')
  await page.mouse.move(box.x + box.width * 0.5, box.y + 100)
  await page.mouse.down()
  await page.mouse.move(box.x + box.width * 0.55, box.y + 110, { steps: 3 })
  await page.mouse.up()
  await shown('by the half hour')
  expect(await rows()).toBeGreaterThan(100)
  await page.dblclick('.u-over', { position: { x: 200, y: 80 } })
  await page.waitForSelector('#usage-figures tr:nth-child(400)')
  await page.focus('a[data-view=all]')
  await page.keyboard.press('Enter')
  await shown('by the day')
  await page.goBack()
  await page.waitForSelector('#usage-figures tr:nth-child(400)')
  await page.emulateMedia({ colorScheme: 'dark' })
  await picture(page, 'usage-chart-dark')
  expect(defects).toEqual([])
}, 20_000)
