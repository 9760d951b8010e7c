import type { Page } from 'playwright-core'
import { accessibilityFaults } from './browser.ts'

/** What the browser complains of on a page: scripts that failed, what the policy kept out, what was not found. */
export function complaintsOf(page: Page): string[] {
  const complaints: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text())
  })
  page.on('pageerror', ({ message }) => complaints.push(message))
  return complaints
}

/** What somebody would hold against a page as it stands there: of axe, of its width, of its words. */
export async function faultsOf(page: Page): Promise<string[]> {
  const [axe, sideways, text] = [await accessibilityFaults(page), await sidewaysFaults(page), await page.innerText('body')]
  const missing = text.split('\n').filter((line) => /\b(?:undefined|null|NaN)\b|\[object|Invalid Date/.test(line))
  return [...axe, ...sideways, ...missing.map((line) => `a word is missing: ${line}`)]
}

/** A page is scrolled downwards alone; what is wider scrolls by itself. */
export async function sidewaysFaults(page: Page): Promise<string[]> {
  const measured = await page.evaluate<readonly [number, number]>('[document.documentElement.scrollWidth, innerWidth]')
  const [wide, room] = measured
  return wide > room ? [`the page is ${wide} wide in ${room}`] : []
}

/**
 * An address of each page that the console leads to, by the page's shape: `/console/devices/:id`. Found as a person would,
 * from link to link, so that a page that is added is walked as well.
 */
export async function pagesOfConsole(page: Page, origin: string): Promise<ReadonlyMap<string, string>> {
  const found = new Map([['/console', '/console']])
  for (const path of found.values()) {
    const html = await (await page.request.get(`${origin}${path}`)).text()
    for (const [, attributes = ''] of html.matchAll(/<a ([^>]*)>/g)) {
      const href = /href="(\/console[^"#]*)"/.exec(attributes)?.[1]?.replaceAll('&amp;', '&')
      if (href === undefined || /\bdownload\b|hreflang/.test(attributes)) continue
      const shape = shapeOf(href)
      if (!found.has(shape)) found.set(shape, href)
    }
  }
  return found
}

function shapeOf(href: string): string {
  const [path = ''] = href.split('?')
  return path
    .split('/')
    .map((part) => (/^[a-z]+_[0-9a-z]{26}/.test(part) || /\d/.test(part) ? ':id' : part))
    .join('/')
}
