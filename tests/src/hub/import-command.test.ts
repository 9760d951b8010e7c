import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { giveApiKey } from '@octroi/hub/accounts/give-api-key.use-case'
import { importRows } from '@octroi/hub/cli/import'
import type { ImportKind } from '@octroi/shared/api/vocabulary'
import { HubConnection } from '@octroi/shared/client/hub-connection'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { HubAtRest, value } from '../kit/hub-at-rest.ts'
import { openingCatalogue } from '../kit/opening-catalogue.ts'
import { pagesOver } from '../kit/page-browser.ts'

let folder: string
let hub: HubAtRest
let connection: HubConnection
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'octroi-import-'))
  hub = await HubAtRest.open('2026-11-23T12:00:00Z')
  await hub.catalogue(openingCatalogue)
  const key = { tenant: hub.tenant, account: await hub.account(), role: 'operator', label: 'Script', mode: 'live' } as const
  const { token } = value(await hub.write((stores) => giveApiKey(stores, hub.environment, key)))
  const app = pagesOver(hub)
  const ask = async (url: string, init: RequestInit): Promise<Response> => app.request(url, init)
  connection = new HubConnection({ baseUrl: 'http://hub.test', apiKey: token, fetch: ask })
})
afterAll(async () => {
  await hub.close()
  await rm(folder, { recursive: true })
})

interface Told {
  readonly said: readonly string[]
  readonly complained: readonly string[]
  readonly code: number
}

async function told(kind: ImportKind, text: string, more: { isDryRun?: boolean; asJson?: boolean } = {}): Promise<Told> {
  const file = join(folder, 'rows.csv')
  await writeFile(file, text)
  const [said, complained]: [string[], string[]] = [[], []]
  const into = (lines: string[]) => (line: string) => void lines.push(line.replaceAll(`${folder}/`, ''))
  const command = { kind, file, system: undefined, isDryRun: false, asJson: false, ...more }
  const code = await importRows(connection, command, into(said), into(complained))
  return { said, complained, code }
}

test('a file is tried, refused with every fault, put right, taken in, and taken in once more without changing anything', async () => {
  const wrong = 'externalId,name,zone,tax.kind,tax.country,tax.vatNumber\nC-1,One,Mars,,,\nC-2,Two,UTC,business,FR,DE123456789'
  const faults = [
    'rows.csv:2: zone: must be an IANA time zone, for example Europe/Paris',
    'rows.csv:3: tax.vatNumber: has not the form of a number of FR',
  ]
  const dry = await told('accounts', wrong, { isDryRun: true })
  expect(dry).toEqual({ said: ['accounts: 0 would be created, 0 would be changed, 0 unchanged'], complained: faults, code: 1 })
  expect(await told('accounts', wrong)).toEqual({ said: [], complained: faults, code: 1 })
  const right = wrong.replace('Mars', 'UTC').replace('DE123456789', 'FR40303265045')
  const [first, again, changed] = [
    await told('accounts', right),
    await told('accounts', right),
    await told('accounts', right.replace('One', 'Another')),
  ]
  expect(first).toEqual({ said: ['accounts: 2 created, 0 changed, 0 unchanged'], complained: [], code: 0 })
  expect(again.said).toEqual(['accounts: 0 created, 0 changed, 2 unchanged'])
  expect(changed.said).toEqual(['accounts: 0 created, 1 changed, 1 unchanged'])
})

test('devices come with the codes that they enrol with, once', async () => {
  const file = 'externalId,account,label,services\nD-1,C-1,Car,trunk.access:open'
  const first = await told('devices', file)
  expect(first.said[0]).toMatch(/^rows\.csv:2: D-1 is dev_\w{26}, and enrols with [0-9A-Z-]{20,}$/)
  expect((await told('devices', file)).said).toEqual(['devices: 0 created, 0 changed, 1 unchanged'])
  const bought = await told('subscriptions', 'externalId,account,offer,device\nS-1,C-1,own,D-1', { asJson: true })
  expect(JSON.parse(bought.said.join(''))).toMatchObject({
    kind: 'subscriptions',
    system: 'import',
    rows: [{ outcome: 'created' }],
  })
})

test('what is not a matter of the file is not told as one', async () => {
  await expect(told('accounts', 'x'.repeat(1024 * 1024 + 1))).rejects.toThrow('body_too_large')
})
