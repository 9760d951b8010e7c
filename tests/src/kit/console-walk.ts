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
  const pages = new Map<string, string>()
  const links = new Map([['/console', '/console']])
  for (const [shape, path] of links) {
    const answer = await page.request.get(`${origin}${path}`)
    if (answer.status() !== 200) throw new Error(`${path} answers ${answer.status()}`)
    if (answer.headers()['content-type']?.startsWith('text/html') !== true) continue
    pages.set(shape, path)
    for (const href of linksIn(await answer.text())) {
      if (!links.has(shapeOf(href))) links.set(shapeOf(href), href)
    }
  }
  return pages
}

function linksIn(html: string): readonly string[] {
  return [...html.matchAll(/<a ([^>]*)>/g)].flatMap(([, attributes = '']) => {
    const href = /href="(\/console[^"#]*)"/.exec(attributes)?.[1]?.replaceAll('&amp;', '&')
    return href === undefined || /\bdownload\b|hreflang/.test(attributes) ? [] : [href]
  })
}

function shapeOf(href: string): string {
  const [path = ''] = href.split('?')
  return path
    .split('/')
    .map((part) => (/^[a-z]+_[0-9a-z]{26}/.test(part) || /\d/.test(part) ? ':id' : part))
    .join('/')
}
