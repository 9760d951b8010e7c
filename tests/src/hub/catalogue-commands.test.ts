import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { giveApiKey } from '@octroi/hub/accounts/give-api-key.use-case'
import { backtestDraft } from '@octroi/hub/cli/catalogue-backtest'
import { listVersions, publishFile } from '@octroi/hub/cli/catalogue-versions'
import { placeOrder } from '@octroi/hub/orders/place-order.use-case'
import type { VersionScope } from '@octroi/shared/api/vocabulary'
import { HubConnection } from '@octroi/shared/client/hub-connection'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { HubAtRest, value } from '../kit/hub-at-rest.ts'
import { pagesOver } from '../kit/page-browser.ts'

let folder: string
let hub: HubAtRest
let connection: HubConnection
let account: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'octroi-commands-'))
  hub = await HubAtRest.open('2026-11-23T12:00:00Z')
  const id = await hub.account()
  account = id
  const key = { tenant: hub.tenant, account: id, role: 'operator', label: 'Script' } as const
  const { token } = value(await hub.write((stores) => giveApiKey(stores, hub.environment, key)))
  const app = pagesOver(hub)
  const ask = async (url: string, init: RequestInit): Promise<Response> => app.request(url, init)
  connection = new HubConnection({ baseUrl: 'http://hub.test', apiKey: token, fetch: ask })
})
afterAll(async () => {
  await hub.close()
  await rm(folder, { recursive: true })
})

const catalogue = (fee: string): string => `services: {}
offers:
  watch:
    name: Watch
    currency: EUR
    prices: { fee: { model: flat, name: Fee, amount: "${fee}", every: month, timing: arrears } }
`

async function file(text: string): Promise<string> {
  const path = join(folder, 'catalogue.yaml')
  await writeFile(path, text)
  return path
}

/** What a command says, and how it ends. */
async function told(run: (say: (line: string) => void) => Promise<number>): Promise<readonly (string | number)[]> {
  const said: string[] = []
  const code = await run((line) => said.push(line.replaceAll(`${folder}/`, '').replaceAll(account, 'ACCOUNT')))
  return [...said, code]
}

async function published(text: string, effectiveFrom?: string, touches?: VersionScope): Promise<readonly (string | number)[]> {
  const path = await file(text)
  return told((say) => publishFile(connection, { file: path, effectiveFrom, touches }, say, say))
}

/** Runs in order: a catalogue grows from nothing. */
test('publishing says first what changes, then what was published; nothing twice', async () => {
  const [changes, version, code] = await published(catalogue('1'), '2026-01-01T00:00:00Z')
  expect([String(changes).slice(0, 33), version, code]).toEqual([
    'offers.watch: (nothing) -> {"name',
    'version 1  in effect from 2026-01-01T00:00:00.000Z  touches new  published 2026-11-23T12:00:00.000Z  watch',
    0,
  ])
  expect(await published(`# the same\n${catalogue('1')}`)).toEqual([
    'catalogue.yaml says the same as version 1: nothing was published.',
    0,
  ])
  expect(await published(catalogue('2'))).toEqual([
    'offers.watch.prices.fee.amount: "1" -> "2"',
    'version 2  in effect from 2026-11-23T12:00:00.000Z  touches new  published 2026-11-23T12:00:00.000Z  watch',
    0,
  ])
  const versions = await told((say) => listVersions(connection, say))
  expect(versions.map((line) => String(line).slice(0, 9))).toEqual(['version 2', 'version 1', '0'])
})

test('a file with faults is not sent, and what the hub refuses is told', async () => {
  expect(await published('services: {}\n')).toEqual([expect.stringContaining('catalogue.yaml:1: offers'), 1])
  await expect(published(catalogue('3'), '2026-02-01T00:00:00Z')).rejects.toThrow('a later version cannot begin before it')
})

test.each([
  [
    'words',
    'ACCOUNT  Sample  watch   2.00 -> 3.50 EUR (+1.50)\n2.00 -> 3.50 EUR (+1.50): 1 pay more, 0 less, 0 the same, 0 left out\n',
  ],
  [
    'csv',
    'account,name,offer,subscriptions,state,currency,before,after,difference,notCounted\r\nACCOUNT,Sample,watch,1,compared,EUR,2.00,3.50,1.50,\r\n',
  ],
  [
    'json',
    `{"items":[
{"account":"ACCOUNT","name":"Sample","offer":"watch","subscriptions":1,"state":"compared","currency":"EUR","before":"2.00","after":"3.50","difference":"1.50"}
],"totals":[{"currency":"EUR","before":"2.00","after":"3.50","difference":"1.50","more":1,"less":0,"same":0,"leftOut":0}]}
`,
  ],
] as const)('a draft is backtested over past months, as %s', async (as, expected) => {
  const order = {
    account: account as `acct_${string}`,
    offer: 'watch',
    startsAtMs: Date.parse('2026-09-01T00:00:00Z'),
    mayBackdate: true,
  }
  if (as === 'words') value(await hub.write((stores) => placeOrder(stores, hub.environment, order)))
  const asked = { draft: await file(catalogue('1.75')), from: '2026-09', to: '2026-10', offer: undefined, as }
  const said = await told((say) => backtestDraft(connection, asked, say, say))
  expect([said.slice(0, -1).join(''), said.at(-1)]).toEqual([expected, 0])
})

test('months that are none are refused', async () => {
  const asked = { draft: await file(catalogue('1')), from: '2026-10', to: '2026-09', offer: undefined, as: 'words' } as const
  await expect(
    backtestDraft(
      connection,
      asked,
      () => undefined,
      () => undefined,
    ),
  ).rejects.toThrow('to: must not be before `from`')
})

test('a version may touch who has subscribed, and says whom it leaves', async () => {
  expect(await published(catalogue('2'), '2026-12-01T00:00:00Z', 'renewal')).toEqual([
    'version 3  in effect from 2026-12-01T00:00:00.000Z  touches renewal  published 2026-11-23T12:00:00.000Z  watch',
    0,
  ])
  const pounds = await published(catalogue('2').replace('EUR', 'GBP'), '2026-12-02T00:00:00Z', 'date')
  expect(pounds.slice(-2)).toEqual(['who has watch keeps their version: it asks another currency', 0])
})
