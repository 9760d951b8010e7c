import { giveApiKey } from '@octroi/hub/accounts/give-api-key.use-case'
import type { HubAtRest } from './hub-at-rest.ts'
import { value } from './hub-at-rest.ts'
import { PageBrowser, pagesOver } from './page-browser.ts'

/** The token of a new operator, to sign in to the console with. */
async function operatorToken(hub: HubAtRest): Promise<string> {
  const account = await hub.account()
  const request = { tenant: hub.tenant, account, role: 'operator', label: 'Night desk' } as const
  return value(await hub.write((stores) => giveApiKey(stores, hub.environment, request))).token
}

/** A browser that an operator signed in with. */
export async function consoleOf(hub: HubAtRest, language = 'en'): Promise<PageBrowser> {
  const browser = new PageBrowser(pagesOver(hub), { home: '/console', language })
  await browser.signIn(await operatorToken(hub))
  return browser
}
