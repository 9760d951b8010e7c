import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { ledger } from '@octroi/hub/cli/ledger'
import { type LedgerEntry, ledgerEntry } from '@octroi/hub/ledger/entry'
import type { LedgerBalance } from '@octroi/hub/ledger/ledger.store'
import { checkBalances, rebuildBalances } from '@octroi/hub/ledger/rebuild-balances.use-case'
import type { Database } from '@octroi/hub/storage/database'
import { sqliteTypes } from '@octroi/hub/storage/migrations/column-types'
import { migrate } from '@octroi/hub/storage/migrations/migrate'
import { sqliteDialect } from '@octroi/hub/storage/sqlite/dialect'
import { holdFolder } from '@octroi/hub/storage/sqlite/hold-folder'
import { openSqlite } from '@octroi/hub/storage/sqlite/open'
import type { Storage } from '@octroi/hub/stores'
import type { TenantId } from '@octroi/shared/ids/id'
import type { Currency } from '@octroi/shared/money/currency'
import fc from 'fast-check'
import { Kysely } from 'kysely'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { newId, sampleSigningKey, sampleTenant } from '../contracts/storage/samples.ts'
import { root } from '../kit/source-files.ts'

let folder: string
let storage: Storage
let file: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'octroi-balances-'))
  file = join(folder, 'hub.sqlite')
  storage = await openSqlite(file)
})
afterEach(async () => {
  await storage.close()
  await rm(folder, { recursive: true })
})

async function founded(): Promise<TenantId> {
  const tenant = newId('tenant')
  await storage.transaction(tenant, ({ tenants }) => tenants.insert(sampleTenant({}), [sampleSigningKey({})]))
  return tenant
}

const balances = (tenant: TenantId): Promise<readonly LedgerBalance[]> =>
  storage.read(tenant, (stores) => stores.ledger.balances())
const summed = (tenant: TenantId): Promise<readonly LedgerBalance[]> =>
  storage.read(tenant, (stores) => stores.ledger.summedBalances())
const book = (tenant: TenantId, entries: readonly LedgerEntry[]): Promise<void> =>
  storage.transaction(tenant, (stores) => stores.ledger.append(entries))

function entry(key: string, minor: bigint, account = 'a', currency = 'EUR'): LedgerEntry {
  const postings = [{ account: `accrued acct_${account}`, minor } as const, { account: 'revenue', minor: -minor } as const]
  return ledgerEntry({ key, currency: currency as Currency, atMs: 1, postings })
}

const minor = fc.oneof(fc.bigInt({ min: -1000n, max: 1000n }), fc.bigInt({ min: -(2n ** 100n), max: 2n ** 100n }))
const booked = fc.tuple(minor, fc.constantFrom('a', 'b', 'c'), fc.constantFrom('EUR', 'JPY', 'KWD'))

test('after any entries, in transactions of any size, some of them undone, the balances are what the postings sum to', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(fc.array(booked, { maxLength: 5 }), fc.boolean()), { maxLength: 6 }), async (batches) => {
      const tenant = newId('tenant')
      for (const [number, [batch, isUndone]] of batches.entries()) {
        const entries = batch.map(([amount, account, currency], index) => entry(`${number} ${index}`, amount, account, currency))
        const booking = storage.transaction(tenant, async ({ ledger: books }) => {
          await books.append(entries)
          if (isUndone) throw new Error('undone')
        })
        await booking.catch(() => undefined)
        expect(await balances(tenant)).toEqual(await summed(tenant))
      }
      expect(await storage.read(tenant, checkBalances)).toEqual([])
    }),
    { numRuns: 40 },
  )
})

test('balances that were tampered with are found by a check and mended by a rebuild, and those of another tenant are left', async () => {
  const [tenant, other] = [newId('tenant'), newId('tenant')]
  for (const each of [tenant, other]) await book(each, [entry('one', 240n), entry('two', 5n, 'b', 'JPY')])
  const right = await balances(tenant)
  const wrong = [
    ...right.filter(({ account }) => account !== 'accrued acct_a').map((each) => ({ ...each, credit: each.credit + 1n })),
    { account: 'payable acct_gone', currency: 'EUR' as Currency, debit: 0n, credit: 9n } as const,
  ]
  for (const each of [tenant, other]) await storage.transaction(each, (stores) => stores.ledger.replaceBalances(wrong))
  const found = await storage.read(tenant, checkBalances)
  expect(found.map(({ account, currency }) => `${account} ${currency}`).toSorted()).toEqual([
    'accrued acct_a EUR',
    'accrued acct_b JPY',
    'every account EUR',
    'every account JPY',
    'payable acct_gone EUR',
    'revenue EUR',
    'revenue JPY',
  ])
  expect(await storage.transaction(tenant, rebuildBalances)).toEqual(found)
  expect(await balances(tenant)).toEqual(right)
  expect(await storage.transaction(tenant, rebuildBalances)).toEqual([])
  expect(await storage.read(other, checkBalances)).toHaveLength(7)
})

test('a database of before the balances gets them from the postings it holds', async () => {
  const older = join(folder, 'older.sqlite')
  const db = new Kysely<Database>({ dialect: sqliteDialect({ file: older, access: 'write', connections: 1 }) })
  await migrate(db as unknown as Kysely<never>, sqliteTypes, '0001-first-opening')
  const [tenant, other] = [newId('tenant'), newId('tenant')]
  const rows = [
    [tenant, 'k1', 'accrued acct_a', 2n ** 80n],
    [tenant, 'k1', 'revenue', -(2n ** 80n)],
    [tenant, 'k2', 'accrued acct_a', -40n],
    [tenant, 'k2', 'revenue', 40n],
    [other, 'k1', 'revenue', -7n],
    [other, 'k1', 'accrued acct_a', 7n],
  ] as const
  const stored = rows.map(([of, entry_key, ledger_account, amount], line) => {
    return { tenant: of, entry_key, line, ledger_account, currency: 'EUR', minor: amount.toString(), at_ms: 1 }
  })
  await db.insertInto('ledger_postings').values(stored).execute()
  await db.destroy()

  const migrated = await openSqlite(older)
  const kept = (of: TenantId) => migrated.read(of, (stores) => stores.ledger.balances())
  expect(await kept(tenant)).toEqual([
    { account: 'accrued acct_a', currency: 'EUR', debit: 2n ** 80n, credit: 40n },
    { account: 'revenue', currency: 'EUR', debit: 40n, credit: 2n ** 80n },
  ])
  expect((await kept(other)).map(({ debit, credit }) => debit - credit)).toEqual([7n, -7n])
  expect(await migrated.read(tenant, checkBalances)).toEqual([])
  await migrated.close()
})

describe('octroi ledger', () => {
  const tamper = async (): Promise<TenantId> => {
    const tenant = await founded()
    await book(tenant, [entry('one', 240n)])
    const [first, second] = await balances(tenant)
    if (first === undefined || second === undefined) throw new Error('nothing was booked')
    await storage.transaction(tenant, (stores) => stores.ledger.replaceBalances([{ ...first, debit: 999n }, second]))
    return tenant
  }

  test('check says every difference and fails, rebuild mends it, and a check is content', async () => {
    const tenant = await tamper()
    await founded()
    const lines: string[] = []
    const run = (command: 'check' | 'rebuild') => ledger(command, { dataDir: folder }, (line) => void lines.push(line))
    const differences = [
      `${tenant}  accrued acct_a  EUR: kept debit 9.99, credit 0.00; the postings sum to debit 2.40, credit 0.00`,
      `${tenant}  every account  EUR: kept debit 9.99, credit 2.40; the postings sum to debit 2.40, credit 2.40`,
    ]
    expect(await run('check')).toBe(1)
    expect(lines.splice(0)).toEqual([...differences, '2 differ; `octroi ledger rebuild` mends them.'])
    expect(await run('rebuild')).toBe(0)
    expect(lines.splice(0)).toEqual([...differences, '2 rebuilt.'])
    expect(await run('check')).toBe(0)
    expect(lines).toEqual(['The balances of 2 tenants are what the postings sum to.'])
  })

  test('as a command: 1 for a difference, 2 while a hub runs, where there is no data, and for a word it does not know', async () => {
    await tamper()
    const octroi = (...words: readonly string[]) =>
      promisify(execFile)(process.execPath, [join(root, 'hub/dist/cli/main.js'), 'ledger', ...words], {
        env: { ...process.env, INIT_CWD: folder },
      }).then(
        ({ stdout }) => ({ code: 0, stdout, stderr: '' }),
        ({ code, stdout, stderr }: { code: number; stdout: string; stderr: string }) => ({ code, stdout, stderr }),
      )
    expect(await octroi('check', '--data-dir', '.')).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('kept debit 9.99'),
    })
    const hold = await holdFolder(folder)
    expect(await octroi('check', '--data-dir', folder)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('stop it first'),
    })
    await hold.release()
    expect(await octroi('rebuild', '--data-dir', join(folder, 'nowhere'))).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('holds no hub.sqlite'),
    })
    expect(await octroi('mend')).toMatchObject({ code: 2, stderr: expect.stringContaining('octroi ledger check') })
  }, 20_000)
})
