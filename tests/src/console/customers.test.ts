import { knownAccount } from '@octroi/hub/accounts/known-account.use-case'
import type { AccountId } from '@octroi/shared/ids/id'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { consoleOf } from '../kit/console-key.ts'
import { HubAtRest } from '../kit/hub-at-rest.ts'
import { openingCatalogue } from '../kit/opening-catalogue.ts'
import type { PageBrowser } from '../kit/page-browser.ts'

let hub: HubAtRest
let browser: PageBrowser
let account: AccountId
let parent: AccountId
beforeAll(async () => {
  hub = await HubAtRest.open('2026-11-23T12:00:00Z')
  ;[account, parent] = [await hub.account(), await hub.account()]
  await hub.catalogue(`${openingCatalogue}segments: { students: { where: [{ attribute: plan, equals: student }] } }\n`)
  browser = await consoleOf(hub)
})
afterAll(() => hub.close())

const at = (id: AccountId, below = ''): string => `/console/accounts/${id}${below}`
const tagOn = async (): Promise<string> =>
  /name="tag" value="([^"]+)"/.exec((await browser.get(at(account))).text)?.[1]?.replaceAll('&quot;', '"') ?? ''
const profile = async () => (await hub.read((stores) => knownAccount(stores, account)))?.profile

const written = {
  name: 'Élodie Sample',
  legalName: 'Exemple SARL',
  language: 'fr',
  lines: '1 rue de l’Exemple\nBâtiment B',
  city: 'Paris',
  country: 'fr',
  ...{ taxKind: 'business', taxCountry: 'FR', vatNumber: 'FR 40 303265045' },
  contacts: 'billing; Zoé; zoe@example.com\ntechnical; Max;; +33 1 23 45 67 89',
  ...{ externalIds: 'crm: C-1', attributes: 'plan: student\nsize: l' },
}

describe('who an account is', () => {
  test('is written by a form, shown, and found by', async () => {
    const saved = await browser.post(at(account, '/profile'), { ...written, parent, tag: await tagOn() })
    expect(saved.text).toContain('It is saved.')
    for (const shown of ['Exemple SARL', 'FR40303265045', 'zoe@example.com', 'C-1', at(parent), 'students', 'Bâtiment B'])
      expect(saved.text).toContain(shown)
    expect(await profile()).toMatchObject({
      ...{ parent, language: 'fr', address: { lines: ['1 rue de l’Exemple', 'Bâtiment B'], city: 'Paris', country: 'FR' } },
      contacts: [{ role: 'billing' }, { role: 'technical', phone: '+33 1 23 45 67 89' }],
      ...{ externalIds: { crm: 'C-1' }, attributes: { plan: 'student', size: 'l' } },
    })
    const listed = async (query: string): Promise<readonly boolean[]> => {
      const { text } = await browser.get(`/console/accounts?${query}`)
      return [account, parent].map((id) => text.includes(at(id)))
    }
    for (const query of ['external=crm:C-1', 'attribute=plan:student', 'segment=students', 'segment=students&of=elo'])
      expect(await listed(query), query).toEqual([true, false])
    for (const query of ['external=crm', 'attribute=plan:pupil', 'segment=none', 'segment=students&standing=suspended'])
      expect(await listed(query), query).toEqual([false, false])
    expect((await browser.get(at(parent))).text).toContain(at(account))
    expect((await browser.get(at(parent, '/children'))).text).toContain('Élodie Sample')
  })

  test('is not overwritten by who saw it before somebody else wrote, and every field tells what is wrong', async () => {
    const tag = await tagOn()
    await browser.post(at(account, '/profile'), { ...written, tag, language: 'de' })
    const late = await browser.post(at(account, '/profile'), { ...written, tag, language: 'nl' })
    expect(late).toMatchObject({ status: 422 })
    expect(late.text).toContain('Somebody else changed the account')
    expect((await profile())?.language).toBe('de')
    const wrong = {
      ...written,
      language: '?',
      country: 'XX',
      vatNumber: '1',
      contacts: 'friend; x',
      attributes: 'plan',
      parent: account,
    }
    const { status, text } = await browser.post(at(account, '/profile'), { ...wrong, tag: await tagOn() })
    expect(status).toBe(422)
    for (const field of ['language', 'country', 'vatNumber', 'contacts', 'attributes'])
      expect(text).toContain(`id="${field}-fault"`)
    const circle = await browser.post(at(account, '/profile'), { ...written, parent: account, tag: await tagOn() })
    expect(circle.text).toContain('would stand above itself')
  })
})

describe('a file', () => {
  const file = (text: string) => ({ kind: 'accounts', system: 'crm', file: text })

  test('is tried first, tells each fault by line and column, and is taken in once it is confirmed', async () => {
    const wrong = await browser.post('/console/imports/check', file('externalId,name,zone\nC-7,Seven,Mars'))
    expect([wrong.status, wrong.text.includes('must be an IANA time zone')]).toEqual([422, true])
    const right = file('externalId,name,zone\nC-7,Seven,UTC')
    const tried = await browser.post('/console/imports/check', right)
    expect(tried.text).toContain('1 created, 0 changed, 0 unchanged.')
    expect((await browser.get('/console/accounts?external=crm:C-7')).text).toContain('No account is found so.')
    const taken = await browser.post('/console/imports', right)
    expect(taken.text).toContain('The file is taken in.')
    expect((await browser.get('/console/accounts?external=crm:C-7')).text).toContain('Seven')
    const devices = { kind: 'devices', system: 'crm', file: 'externalId,account,label,services\nD-1,C-7,Car,trunk.access:open' }
    expect((await browser.post('/console/imports', devices)).text).toContain('shown this once')
  })

  test('that is empty, or of a system that is none, is asked for again', async () => {
    const { status, text } = await browser.post('/console/imports/check', { kind: 'accounts', system: 'No System', file: ' ' })
    expect(status).toBe(422)
    for (const field of ['system', 'file']) expect(text).toContain(`id="${field}-fault"`)
    expect((await browser.get('/console/imports')).text).toContain('multipart/form-data')
  })
})
