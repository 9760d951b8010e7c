import { join } from 'node:path'
import { SqliteConnection } from '@octroi/hub/storage/sqlite/connection'
import { CompiledQuery } from 'kysely'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { consoleOf } from '../kit/console-key.ts'
import { type ConsoleList, consoleLists } from '../kit/console-lists.ts'
import { FilledConsole } from '../kit/filled-console.ts'
import { pagesOver } from '../kit/page-browser.ts'

/** What a query may read beside an index, and why it stays little. */
const allowed: readonly { readonly query: RegExp; readonly because: string }[] = [
  { query: /from "tenants"/, because: 'a tenant is one row' },
  { query: /from "ledger_totals"/, because: 'there are few currencies' },
  { query: /from "entitlements" .*"account" in .*"service" = \?/, because: 'whoever asks has few entitlements to one service' },
  { query: /from "devices" .*"suspended_ms" >= \?/, because: 'few devices are suspended, and the index holds those alone' },
  { query: /from "device_keys"/, because: 'a device has few keys' },
  { query: /from "share_agreements"/, because: 'an offer has few agreements' },
  { query: /from "catalogue_versions"/, because: 'a catalogue has few versions' },
  { query: /from "access_events" .* "seq" > \? and "service" = \?/, because: 'it ends with the next movement' },
  { query: /from "authorizations" .*"reference" = \? and "outcome" (?:= \?|is null)/, because: 'few share a reference' },
]

/** Pages that list nothing: forms, files of one thing, what is read before somebody signed in. */
const listless = [
  ...['/assets/:file', '/live', '/me', '/me/totp', '/set-up', '/sign-in', '/sign-in/code', '/sign-in/oidc'],
  ...['/sign-in/oidc/callback', '/devices/new', '/devices/:device/records/:seq/proof', '/authorizations/:authorization/proof'],
  ...['/operators/:operator', '/imports'],
]

let filled: FilledConsole
let lists: readonly ConsoleList[]
/** Every query that was made, with the address of the page that made it first. */
const queries = new Map<string, string>()
beforeAll(async () => {
  filled = await FilledConsole.open()
  await filled.fillTo(120)
  lists = consoleLists(filled)
  const browser = await consoleOf(filled.world.hub)
  // oxlint-disable-next-line typescript/unbound-method -- called below with the connection it is spied on
  const { executeQuery } = SqliteConnection.prototype
  for (const address of lists.flatMap(addressesOf)) {
    const spy = vi.spyOn(SqliteConnection.prototype, 'executeQuery').mockImplementation(function (this: SqliteConnection, query) {
      if (/^\s*(?:select|with)\b/.test(query.sql) && !queries.has(query.sql)) queries.set(query.sql, address)
      return executeQuery.call(this, query)
    })
    const { status } = await browser.get(address)
    spy.mockRestore()
    if (status !== 200) throw new Error(`${address} answered ${status}`)
  }
}, 60_000)
afterAll(() => filled.close())

function addressesOf({ path, asked = [], after, hasNoFile }: ConsoleList): readonly string[] {
  const narrowed = asked.map((fields) => `${path}?${new URLSearchParams(fields).toString()}`)
  const later = after === undefined ? [] : [`${path}?after=${encodeURIComponent(after(60))}`]
  return [path, ...later, ...narrowed, ...(hasNoFile === true ? [] : [`${path}.csv`])]
}

test('every query of a page finds its rows, and their order, by an index', async () => {
  expect(queries.size).toBeGreaterThan(50)
  const connection = await SqliteConnection.open(join(filled.world.hub.folder, 'hub.sqlite'))
  const plan = async (query: string): Promise<readonly string[]> => {
    // By the word in the comment the connection knows that rows come back.
    const { rows } = await connection.executeQuery<{ detail: string }>(
      CompiledQuery.raw(`explain query plan ${query} -- returning`),
    )
    return rows.map(({ detail }) => detail)
  }
  const slow: unknown[] = []
  for (const [query, address] of queries) {
    const steps = await plan(query)
    const why = faultsOf(query, steps)
    if (why.length > 0 && !allowed.some((each) => each.query.test(query))) slow.push({ address, query, steps, why })
  }
  await connection.close()
  expect(slow).toEqual([])
})

/** What is wrong with a plan: it reads all of a table, reads all of a tenant, sorts, or looks at rows it does not give. */
function faultsOf(query: string, steps: readonly string[]): readonly string[] {
  const made = steps.flatMap((step) => /^(?:CO-ROUTINE|MATERIALIZE) (\w+)/.exec(step)?.[1] ?? [])
  const read = steps.filter((step) => {
    const scanned = /^SCAN (\w+)/.exec(step)?.[1]
    if (scanned !== undefined) return !made.includes(scanned) && step !== 'SCAN CONSTANT ROW'
    return /TEMP B-TREE|AUTOMATIC/.test(step) || (step.endsWith('(tenant=?)') && !/ limit \?/.test(query))
  })
  const wanted = [...query.matchAll(/"(\w+)" (?:= \?|in \()/g)].flatMap(([, column]) => column ?? [])
  const unused = wanted.filter((column) => !steps.some((step) => new RegExp(`\\b${column}[=<>]\\?`).test(step)))
  return [...read, ...unused.map((column) => `${column} by no index`)]
}

test('every page of the console is asked for', () => {
  const asked = new Set(lists.flatMap(addressesOf).map((address) => address.split('?')[0] ?? ''))
  const routes = pagesOver(filled.world.hub).routes.filter(
    ({ method, path }) => method === 'GET' && /^\/console(?:\/|$)/.test(path) && !path.endsWith('*'),
  )
  const unasked = [...new Set(routes.map(({ path }) => path.slice('/console'.length)))]
    .filter((path) => !listless.includes(path) && path !== '')
    .filter((path) => {
      const pattern = new RegExp(`^/console${path.replace(/\{[^}]*\}/g, '').replace(/:\w+/g, '[^/]+')}$`)
      return ![...asked].some((address) => pattern.test(address))
    })
  expect(routes.length).toBeGreaterThan(40)
  expect(unasked).toEqual([])
})
