import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { accessibilityFaults, picture, RealBrowser } from '../kit/browser.ts'
import { RunningHub } from '../kit/running-hub.ts'

let hub: RunningHub
let browser: RealBrowser
beforeAll(async () => {
  ;[hub, browser] = await Promise.all([RunningHub.start(), RealBrowser.open()])
}, 60_000)
afterAll(async () => {
  await browser.close()
  await hub.stop()
})

test('a person signs in, goes on by keyboard, and sees that the page is live', async () => {
  const page = await browser.window()
  await page.goto(`${hub.hub.origin}/console`)
  expect(await accessibilityFaults(page)).toEqual([])
  await picture(page, 'sign-in')
  await page.fill('input[name=key]', (await readFile(join(hub.folder, 'operator-key'), 'utf8')).trim())
  await page.click('button[type=submit]')
  await page.waitForURL('**/console')
  await page.keyboard.press('g')
  await page.keyboard.press('d')
  await page.waitForURL('**/console/devices')
  await page.waitForSelector('#live.on')
  expect(await accessibilityFaults(page)).toEqual([])
  await picture(page, 'devices')
}, 30_000)
