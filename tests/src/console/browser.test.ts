import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { sections } from '@octroi/hub/console/frame/sections'
import { TOTP } from 'otpauth'
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { accessibilityFaults, picture, RealBrowser } from '../kit/browser.ts'
import { complaintsOf, faultsOf, pagesOfConsole, sidewaysFaults } from '../kit/console-walk.ts'
import { openingCatalogue } from '../kit/opening-catalogue.ts'
import { firstOperator } from '../kit/page-browser.ts'
import { SampleConsole } from '../kit/sample-console.ts'

const phone = { width: 390, height: 844 }

// One day of an operator: each test goes on where the one before it ended.
let sample: SampleConsole
let browser: RealBrowser
let page: Page
let complaints: string[]

beforeAll(async () => {
  ;[sample, browser] = await Promise.all([SampleConsole.open(), RealBrowser.open()])
  page = await browser.window()
  page.setDefaultTimeout(10_000)
  complaints = complaintsOf(page)
})
afterAll(async () => {
  await browser.close()
  await sample.close()
})
afterEach(() => {
  const said = complaints.splice(0)
  if (said.length > 0) throw new Error(said.join('\n'))
})

const go = (path: string) => page.goto(`${sample.origin}${path}`)
const submit = (name: string) => page.getByRole('button', { name, exact: true }).click()
const says = (text: string | RegExp) => page.locator('main').getByText(text).filter({ visible: true }).first().waitFor()
const isLive = () => page.locator('#live.on').waitFor()

/** Does something while a page is open, which shows it without being read again. */
async function watching(work: () => Promise<void>): Promise<void> {
  await isLive()
  await page.evaluate('globalThis.isTheSame = true')
  await work()
  expect(await page.evaluate('globalThis.isTheSame')).toBe(true)
}

async function openFirstOperator(): Promise<void> {
  await go('/console')
  await picture(page, 'sign-in')
  expect(await faultsOf(page)).toEqual([])
  await page.click('a[href="/console/set-up"]')
  expect(await faultsOf(page)).toEqual([])
  await page.fill('input[name=key]', (await readFile(join(sample.hub.folder, 'operator-key'), 'utf8')).trim())
  for (const [name, typed] of Object.entries(firstOperator)) await page.fill(`input[name=${name}]`, typed)
  await page.click('button[type=submit]')
  await page.waitForURL('**/console')
}

test('the first operator signs in with the key, adds an authenticator, and signs in with its code', async () => {
  await openFirstOperator()
  await go('/console/me/totp')
  await picture(page, 'authenticator')
  const totp = new TOTP({ secret: (await page.locator('.facts code').innerText()).replaceAll(' ', '') })
  await page.fill('input[name=code]', totp.generate())
  await submit('Confirm')
  await says('They are shown this once.')
  expect(await faultsOf(page)).toEqual([])
  await submit('Sign out')
  await page.fill('input[name=email]', firstOperator.email)
  await page.fill('input[name=password]', firstOperator.password)
  await submit('Sign in')
  await page.waitForURL('**/sign-in/code')
  expect(await faultsOf(page)).toEqual([])
  // A code works once, so it takes the next one.
  await page.fill('input[name=code]', totp.generate({ timestamp: Date.now() + 30_000 }))
  await submit('Sign in')
  await page.waitForURL('**/console')
})

test('a device is registered, claimed by its agent, and seen to come into service', async () => {
  await page.keyboard.press('g')
  await page.keyboard.press('d')
  await page.waitForURL('**/console/devices')
  await says('No device yet.')
  await page.click('a[href="/console/devices/new"]')
  await page.fill('input[name=owner]', sample.owner.account)
  await page.fill('input[name=label]', 'Éloise’s car')
  await page.getByRole('checkbox', { name: 'open' }).check()
  await page.getByRole('checkbox', { name: 'Energy' }).check()
  await submit('Register')
  await page.locator('svg.qr').waitFor()
  expect(await faultsOf(page)).toEqual([])
  await picture(page, 'claim')
  const code = await page.locator('.code').innerText()
  await page.getByRole('link', { name: 'To the device' }).click()
  await says('waits for its agent')
  await watching(async () => {
    await sample.claim(await sample.hub.tenant(), code)
    await says('in service')
    await says('online')
  })
})

test('a delivery is followed live, from the request to the confirmation', async () => {
  await sample.meter()
  await go('/console/authorizations')
  let parcel = { id: 'auth_none', permit: '' } as Awaited<ReturnType<SampleConsole['ask']>>
  await watching(async () => {
    parcel = await sample.ask('parcel 1')
    await says('parcel 1')
    await says('not used yet')
  })
  await page.keyboard.press('j')
  await page.keyboard.press('Enter')
  await page.waitForURL(`**/${parcel.id}`)
  await says('The device has told nothing of it yet.')
  await watching(async () => {
    await sample.present(parcel.permit)
    await says('Éloise’s car: permit presented and accepted')
    await says('Éloise’s car: opened')
    await sample.shut(parcel.id)
    await says('Éloise’s car: secured')
    await says('Charged €2.40')
    await says('Confirmation delivered')
  })
  expect(await page.locator('.timeline li').count()).toBe(9)
  await picture(page, 'delivery')
})

test('a confirmation that was not taken is sent again, and seen to arrive', async () => {
  sample.hook.status = 500
  const parcel = await sample.ask('parcel 2')
  await sample.present(parcel.permit)
  await sample.shut(parcel.id)
  await go('/console/webhooks')
  await watching(async () => says(/answered 500/))
  await go('/console/webhooks?state=pending')
  await page.locator('main tbody a').first().click()
  await says('on its way')
  sample.hook.status = 200
  await page.getByRole('button', { name: /^Send (?:now|again)$/ }).click()
  await says('It is sent again now.')
  await says(/^delivered$/)
  expect(await page.locator('#delivery .mark').innerText()).toBe('delivered')
})

const may = (device: string) =>
  `/console/entitlements/may?${new URLSearchParams({ account: sample.merchant.account, use: 'trunk.access:open', device }).toString()}`

test('an entitlement is looked up, what it allows is asked, and a suspended account is refused with a reason', async () => {
  await go('/console/entitlements')
  await page.keyboard.press('/')
  await page.keyboard.type('sample p')
  await page.keyboard.press('Enter')
  await page.waitForURL('**/entitlements?account=sample+p*')
  await says('devices whose owners consented')
  await page.getByLabel('Account, by id or beginning of the name').last().fill('Sample parcels')
  await page.getByLabel('Device id; left out').fill(sample.device)
  await page
    .getByLabel('When, also in the past; left out, now')
    .fill(new Date(Date.now() + 86_400_000).toISOString().slice(0, 16))
  await submit('Ask')
  await says('Sample parcels may use Trunk access (open) on Éloise’s car.')
  await picture(page, 'may')
  await go(`/console/accounts/${sample.merchant.account}`)
  await page.locator('summary', { hasText: 'Change the standing' }).click()
  await page.selectOption('select[name=standing]', 'suspended')
  await page.fill('input[name=reason]', 'Two invoices are unpaid.')
  await submit('Change the standing')
  await says('The standing is changed.')
  await go(may(sample.device))
  await says('Sample parcels may not use Trunk access (open) on Éloise’s car.')
  expect(await page.locator('#may .mark.bad').count()).toBeGreaterThan(1)
  expect(await faultsOf(page)).toEqual([])
  await picture(page, 'may-not')
})

test('a catalogue is written: its fault is shown with the line, the change is compared, and it is published', async () => {
  await go('/console/catalogue')
  await page.fill('textarea[name=source]', openingCatalogue.replace('unitPrice: "2.40"', 'unitPrice: dear'))
  await submit('Check and compare')
  await says('One fault: nothing was published.')
  const line = openingCatalogue.split('\n').findIndex((text) => text.includes('2.40')) + 1
  expect(await page.locator('main tbody tr').first().innerText()).toMatch(new RegExp(`^${line}\\s`))
  expect(await faultsOf(page)).toEqual([])
  await picture(page, 'catalogue-fault')
  // The browser tells of every answer like 422.
  complaints.length = 0
  await page.fill('textarea[name=source]', openingCatalogue.replace('2.40', '2.60'))
  await submit('Check and compare')
  await says('2.60')
  expect(await faultsOf(page)).toEqual([])
  await picture(page, 'catalogue-change')
  await submit('Publish')
  await says('The version is published.')
  await says('Version 2')
  await page.getByRole('link', { name: 'Backtest a draft' }).click()
  await page.fill('textarea[name=source]', openingCatalogue.replace('2.40', '2.90'))
  const now = new Date().toISOString().slice(0, 7)
  for (const name of ['from', 'to']) await page.fill(`input[name=${name}]`, now)
  await submit('Backtest')
  await says('These accounts together, EUR')
  expect(await faultsOf(page)).toEqual([])
  await picture(page, 'catalogue-backtest')
})

test('the list of keys is opened with the keyboard, and closed again', async () => {
  await page.keyboard.press('?')
  await page.getByRole('dialog').waitFor()
  expect(await accessibilityFaults(page)).toEqual([])
  await picture(page, 'keys')
  await page.keyboard.press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'hidden' })
})

describe('every page of the console', () => {
  let paths: ReadonlyMap<string, string>

  test('is led to from another, and what is wrong with one is found', async () => {
    paths = await pagesOfConsole(page, sample.origin)
    expect([...paths.keys()]).toEqual(expect.arrayContaining(sections.map(({ path }) => path)))
    await go('/console')
    expect(await faultsOf(page)).toEqual([])
    await page.evaluate(
      `document.querySelector('main').insertAdjacentHTML('beforeend', '<img src="data:,"><hr width="2560"><p style="margin: 0">NaN</p>')`,
    )
    const said = (await faultsOf(page)).map((fault) => fault.split(':')[0])
    expect(said).toEqual(['image-alt', expect.stringMatching(/^the page is \d+ wide in 1280$/), 'a word is missing'])
    expect(complaints.splice(0).join(' ')).toContain('Content Security Policy')
  })

  // Each page in two windows at once: one that is wide, and one of a phone.
  let windows: readonly Walking[]
  beforeAll(async () => {
    const storageState = await page.context().storageState()
    const byDay = { locale: 'en-GB', colorScheme: 'light', storageState } as const
    const byNight = { locale: 'fr-FR', colorScheme: 'dark', storageState, viewport: phone } as const
    windows = await Promise.all([walking('en', byDay), walking('fr', byNight)])
  })

  test.each(sections)('of $name is right: in English by day, and in French by night on a phone', async (section) => {
    const ofIt = [...paths].filter(([shape]) => sectionOf(shape) === section)
    expect(ofIt.length).toBeGreaterThan(0)
    const found = await Promise.all(windows.map((window) => walk(window, ofIt)))
    expect(found.flat()).toEqual([])
  })
})

interface Walking {
  readonly language: string
  readonly page: Page
  readonly complaints: string[]
}

async function walking(language: string, options: Parameters<RealBrowser['window']>[0]): Promise<Walking> {
  const page = await browser.window(options)
  return { language, page, complaints: complaintsOf(page) }
}

/** What is wrong with the pages, one line a fault; a picture of each is kept. */
async function walk({ language, page, complaints }: Walking, paths: readonly (readonly [string, string])[]): Promise<string[]> {
  const found: string[] = []
  for (const [shape, path] of paths) {
    await page.goto(`${sample.origin}${path}`)
    const faults = await faultsOf(page)
    await picture(page, `${language}${shape.replaceAll(/[/:]+/g, '-')}`)
    const size = page.viewportSize() ?? phone
    await page.setViewportSize(phone)
    faults.push(...(await sidewaysFaults(page)), ...complaints.splice(0))
    await page.setViewportSize(size)
    found.push(...faults.map((fault) => `${language} ${shape}: ${fault}`))
  }
  return found
}

/** Where a page stands in the menu; what stands nowhere is looked at with the overview. */
function sectionOf(shape: string): (typeof sections)[number] {
  return sections.find(({ path }) => path !== '/console' && shape.startsWith(path)) ?? sections[0]
}
