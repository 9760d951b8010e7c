import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { accessibilityFaults, picture, RealBrowser } from '../kit/browser.ts'
import { firstOperator } from '../kit/page-browser.ts'
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
  await page.click('a[href="/console/set-up"]')
  expect(await accessibilityFaults(page)).toEqual([])
  await page.fill('input[name=key]', (await readFile(join(hub.folder, 'operator-key'), 'utf8')).trim())
  for (const [name, typed] of Object.entries(firstOperator)) await page.fill(`input[name=${name}]`, typed)
  await page.click('button[type=submit]')
  await page.waitForURL('**/console')
  await page.keyboard.press('g')
  await page.keyboard.press('d')
  await page.waitForURL('**/console/devices')
  await page.waitForSelector('#live.on')
  expect(await accessibilityFaults(page)).toEqual([])
  await picture(page, 'devices')
}, 30_000)

test('a person signs in with the password, adds an authenticator, and looks at the operators', async () => {
  const page = await browser.window({ colorScheme: 'dark' })
  await page.goto(`${hub.hub.origin}/console/sign-in`)
  await page.fill('input[name=email]', firstOperator.email)
  await page.fill('input[name=password]', firstOperator.password)
  await page.click('button[type=submit]')
  await page.waitForURL('**/console')
  for (const [path, name] of [
    ['/console/me', 'me'],
    ['/console/me/totp', 'authenticator'],
    ['/console/operators', 'operators'],
  ] as const) {
    await page.goto(`${hub.hub.origin}${path}`)
    expect(await accessibilityFaults(page), path).toEqual([])
    await picture(page, name)
  }
}, 30_000)
