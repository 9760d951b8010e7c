import { accountColumns } from '@octroi/hub/imports/account-row'
import { type ImportFile, importFile } from '@octroi/hub/imports/import-file.use-case'
import { type ImportReport, TakenBack } from '@octroi/hub/imports/import-report'
import { readTable } from '@octroi/hub/imports/read-table'
import type { AccountId } from '@octroi/shared/ids/id'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { HubAtRest } from '../kit/hub-at-rest.ts'
import { openingCatalogue } from '../kit/opening-catalogue.ts'

let hub: HubAtRest
let systems = 0

beforeAll(async () => {
  hub = await HubAtRest.open('2026-11-23T09:00:00Z')
  await hub.catalogue(openingCatalogue)
})
afterAll(() => hub.close())

async function take(
  file: Omit<ImportFile, 'isDryRun' | 'actor'>,
  isDryRun = false,
): Promise<ImportReport & { readonly isKept: boolean }> {
  try {
    return {
      ...(await hub.write((stores) => importFile(stores, hub.environment, { ...file, isDryRun, actor: {} }))),
      isKept: true,
    }
  } catch (error) {
    if (error instanceof TakenBack) return { ...error.report, isKept: false }
    throw error
  }
}

const accountsThere = () => hub.read(async ({ accounts }) => (await accounts.list({ limit: 1000 })).items.length)

/** A row that is right by itself, or what is wrong with it. */
interface Asked {
  readonly name: string
  readonly zone: string
  readonly isWrong: boolean
  /** Which row it stands below, where it does. */
  readonly parent: number | undefined
}

const asked: fc.Arbitrary<Asked> = fc.record({
  name: fc.constantFrom('A', 'B "quoted", C', 'É'),
  zone: fc.constantFrom('UTC', '', 'Europe/Paris'),
  isWrong: fc.boolean(),
  parent: fc.option(fc.nat(5), { nil: undefined }),
})

const cell = (text: string): string => `"${text.replaceAll('"', '""')}"`

function fileOf(rows: readonly Asked[]): string {
  const lines = rows.map(({ name, zone, isWrong, parent }, index) =>
    [`n${index}`, name, isWrong ? 'Mars' : zone, parent === undefined ? '' : `n${parent}`].map(cell).join(','),
  )
  return ['externalId,name,zone,parent', ...lines].join('\n')
}

/** Rows whose parent is none of the file, or that close a circle where each takes its place after those before it. */
function misplaced(rows: readonly Asked[]): ReadonlySet<number> {
  const [above, wrong] = [new Map<number, number>(), new Set<number>()]
  for (const [index, { parent, isWrong }] of rows.entries()) {
    if (parent === undefined || isWrong || rows[parent]?.isWrong === true) continue
    const path = [parent]
    for (let next = above.get(parent); next !== undefined; next = above.get(next)) path.push(next)
    if (parent >= rows.length || path.includes(index)) wrong.add(index)
    else above.set(index, parent)
  }
  return wrong
}

test('a file of accounts is taken in whole, or has faults in exactly the rows that are wrong and leaves nothing', async () => {
  const files = fc.array(asked, { minLength: 1, maxLength: 6 }).map((rows) => {
    // Half of the files have nothing wrong in their cells.
    const isClean = rows.reduce((sum, { name }) => sum + name.length, 0) % 2 === 0
    return isClean ? rows.map((row) => ({ ...row, isWrong: false })) : rows
  })
  await fc.assert(
    fc.asyncProperty(files, async (rows) => {
      const file = { kind: 'accounts', system: `s${++systems}`, text: fileOf(rows) } as const
      const before = await accountsThere()
      const wrong = misplaced(rows)
      const expected = rows.flatMap(({ isWrong }, index) => (isWrong || wrong.has(index) ? [index + 2] : []))
      const dry = await take(file, true)
      expect(await accountsThere()).toBe(before)
      const real = await take(file)
      expect([...new Set(real.faults.map(({ line }) => line))]).toEqual(expected)
      expect(dry.faults).toEqual(real.faults)
      expect(real.isKept).toBe(expected.length === 0)
      expect(await accountsThere()).toBe(real.isKept ? before + rows.length : before)
      if (!real.isKept) return
      const ids = new Map(real.rows.map(({ externalId, id }) => [externalId, id as AccountId]))
      const profiles = await hub.read((stores) => stores.profiles.getAll([...ids.values()]))
      for (const [index, { parent }] of rows.entries()) {
        expect(profiles.get(ids.get(`n${index}`) ?? 'acct_')?.parent).toBe(
          parent === undefined ? undefined : ids.get(`n${parent}`),
        )
      }
      const again = await take(file)
      expect(again.rows.map(({ outcome }) => outcome)).toEqual(rows.map(() => 'unchanged'))
      expect(await hub.read((stores) => stores.profiles.getAll([...ids.values()]))).toEqual(profiles)
    }),
    { numRuns: 40 },
  )
})

test('whatever a file holds, its rows are read or told as faults', () => {
  const lines = fc.array(fc.oneof(fc.string(), fc.constantFrom('externalId,name', '"', ',,', 'a,b', '\r', '\u{feff}')), {
    maxLength: 8,
  })
  fc.assert(
    fc.property(lines, fc.constantFrom('\n', '\r\n'), (parts, end) => {
      const { rows, faults } = readTable(parts.join(end), accountColumns)
      for (const { line } of [...rows, ...faults]) expect(line).toBeGreaterThan(0)
      for (const row of rows) expect(Object.keys(row.cells).every(accountColumns.isKnown)).toBe(true)
    }),
  )
})

test('accounts, their devices and subscriptions come one file after the other, and once more change nothing', async () => {
  const system = 'crm'
  const files: readonly Omit<ImportFile, 'isDryRun' | 'actor'>[] = [
    { kind: 'accounts', system, text: 'externalId,name,zone\nC-1,One,UTC\nC-2,Two,Europe/Paris' },
    { kind: 'devices', system, text: 'externalId,account,label,services\nD-1,C-1,Car,trunk.access:open' },
    {
      kind: 'subscriptions',
      system,
      text: 'externalId,account,offer,device,startsAt,quantity\nS-1,C-1,own,D-1,2026-11-01T00:00:00Z,\nS-2,C-2,merchant,,,2',
    },
  ]
  for (const file of files) expect((await take(file)).faults).toEqual([])
  for (const file of files) {
    expect((await take(file)).rows.map(({ outcome, claim }) => [outcome, claim])).toEqual(
      file.text
        .split('\n')
        .slice(1)
        .map(() => ['unchanged', undefined]),
    )
  }
})

test.each([
  [
    'devices',
    'externalId,account,label,services\n1,nobody,x,trunk.access:open\n2,C-1,,trunk.access:fly',
    ['2 account account_not_found', '3 label required'],
  ],
  ['devices', 'externalId,account,label,services\nD-1,C-2,Bike,trunk.access:open', ['2 account differs', '2 label differs']],
  [
    'devices',
    'externalId,account,label,services\n9,C-1,x,nothing.such:open\n8,C-1,x,trunk.access:open',
    ['2 services service_not_found'],
  ],
  [
    'subscriptions',
    'externalId,account,offer,device,startsAt\n1,C-1,none,D-9,soon\n2,C-1,none,D-9,',
    ['2 startsAt invalid', '3 device device_not_found'],
  ],
  [
    'subscriptions',
    'externalId,account,offer\n1,C-1,none\nS-1,C-1,merchant',
    ['2 offer offer_not_found', '3 offer differs', '3 device differs'],
  ],
  ['accounts', 'externalId,name,zone\nC-1,One,Europe/Paris\nC-1,One,UTC', ['2 zone cannot_change', '3 externalId duplicate_row']],
] as const)('a file of %s tells what is wrong with each row: %#', async (kind, text, expected) => {
  const { faults, isKept } = await take({ kind, system: 'crm', text })
  expect(isKept).toBe(false)
  expect(faults.map(({ line, column, code }) => `${line} ${column} ${code}`)).toEqual(expected)
})

test('a tree is turned round by one file, whatever the order of its rows', async () => {
  const file = (text: string) => take({ kind: 'accounts', system: 'tree', text: `externalId,name,parent\n${text}` })
  expect((await file('c,C,b\nb,B,a\na,A,')).isKept).toBe(true)
  const turned = await file('b,B,c\nc,C,a')
  expect(turned.rows.map(({ outcome }) => outcome)).toEqual(['changed', 'changed'])
  expect(turned.isKept).toBe(true)
})
