import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { checkJournal } from '@octroi/hub/proof/check-journal.use-case'
import { proofOfAuthorization } from '@octroi/hub/proof/proof-of-authorization.use-case'
import { proofOfRecord } from '@octroi/hub/proof/proof-of-record.use-case'
import { forgetOld } from '@octroi/hub/retention/forget-old.use-case'
import { keptForGood, type RetentionDays, retained, retainedTables } from '@octroi/hub/retention/retained'
import { tableShapes } from '@octroi/hub/storage/move/table-shape'
import { personalTables, tablesOfNobody } from '@octroi/hub/storage/stores/personal-tables'
import { verifyProof } from '@octroi/shared/proof/verify-proof'
import { verifyRecord } from '@octroi/shared/proof/verify-record'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { nowMs, OpeningWorld } from '../kit/opening-world.ts'
import { root } from '../kit/source-files.ts'

const dayMs = 86_400_000

describe('every table', () => {
  test('is kept for a time or for good, and never both', async () => {
    const known = [...retainedTables, ...Object.keys(keptForGood)]
    expect(known.toSorted()).toEqual((await tableShapes()).map(({ name }) => name).toSorted())
  })

  test('stands in the guide with its days and its least', async () => {
    const guide = await readFile(join(root, 'docs/operations.md'), 'utf8')
    for (const table of retainedTables) {
      const rule = retained[table]
      const row = guide.split('\n').find((line) => line.startsWith('|') && line.includes(`\`${table}\``))
      expect(
        row?.split('|').map((cell) => cell.trim()),
        table,
      ).toMatchObject({
        2: String(rule.days),
        3: 'least' in rule ? String(rule.least) : '',
      })
    }
  })

  test('is a person’s or nobody’s, and listed by its own key', async () => {
    const shapes = new Map((await tableShapes()).map((shape) => [shape.name, shape]))
    const listed = Object.values(personalTables)
    expect([...new Set([...listed.map(({ table }) => table), ...tablesOfNobody])].toSorted()).toEqual(
      [...shapes.keys()].toSorted(),
    )
    for (const { table, key } of listed) expect(['tenant', ...Object.keys(key)], table).toEqual(shapes.get(table)?.key)
  })
})

describe('what has served its time', () => {
  let world: OpeningWorld
  beforeEach(async () => {
    world = await OpeningWorld.open()
  })
  afterEach(() => world.close())

  async function forget(days: RetentionDays = {}): Promise<Readonly<Record<string, number>>> {
    const gone: Record<string, number> = {}
    const { storage, environment, tenant } = world.hub
    await forgetOld(
      { storage, environment, days, onForgotten: (table, rows) => void (gone[table] = (gone[table] ?? 0) + rows) },
      tenant,
    )
    return gone
  }

  test('goes, is counted and noted, and leaves money, chain and proofs that were taken as they are', async () => {
    const { hub, car } = world
    const id = await world.granted()
    const { envelope } = car.journal.batch(...world.wholeOpening(id))
    await world.ingest(envelope)
    const tenant = await hub.read(({ tenants }) => tenants.get())
    const proofs = () =>
      hub.read(async (stores) => {
        const [granted] = await stores.authorizations.getGranted([id])
        const events = await stores.authorizations.eventsOf([id])
        const whole = granted && (await proofOfAuthorization(stores, hub.environment, granted, events))
        return { whole, record: await proofOfRecord(stores, hub.environment, { device: car.device, seq: 2, reader: undefined }) }
      })
    const money = () => hub.read(({ ledger }) => ledger.balances())
    const head = () => hub.read(({ journals }) => journals.head(car.device))
    const [taken, balances, before] = [await proofs(), await money(), await head()]
    const rootKey = tenant?.rootKey ?? new Uint8Array()
    const verified = () => [
      taken.whole && verifyProof(hub.environment.crypto, taken.whole, rootKey).ok,
      taken.record && verifyRecord(hub.environment.crypto, taken.record, rootKey).ok,
    ]
    expect(verified()).toEqual([true, true])
    expect(await forget()).toEqual({})

    hub.pass(1096 * dayMs)
    const gone = await forget()
    expect(gone).toMatchObject({ access_events: 5, batches: 1, authorizations: 1 })
    expect(Object.keys(gone)).not.toContain('outbox')
    expect(await forget()).toEqual({})
    const { items } = await hub.read(({ audit }) => audit.list({ limit: 50 }))
    const noted = items.filter(({ action }) => action === 'retention')
    expect(noted.map(({ target, result }) => [target, result])).toContainEqual(['batches', 'removed 1'])
    expect(noted.every(({ key, account }) => key === undefined && account === tenant?.operator)).toBe(true)

    expect(await money()).toEqual(balances)
    expect(await head()).toEqual(before)
    expect(await proofs()).toEqual({ whole: undefined, record: undefined })
    expect(verified()).toEqual([true, true])
    const checked = await hub.read((stores) => checkJournal(stores, hub.environment.crypto, car.device))
    expect(checked).toEqual({ batches: 1, faults: [] })
    // The chain still tells what came before from what did not, and goes on.
    expect((await world.ingest(envelope))?.verdict).toBe('duplicate')
    const next = car.journal.batch({ ...world.access('closed', id), time: nowMs + 1096 * dayMs })
    expect((await world.ingest(next.envelope))?.verdict).toBe('accepted')
    expect((await head()).through).toBe(before.through + 1)
  })

  test('goes sooner where the operator chose so', async () => {
    const id = await world.granted()
    await world.ingest(world.car.journal.batch(...world.wholeOpening(id)).envelope)
    world.hub.pass(32 * dayMs)
    expect(await forget()).not.toHaveProperty('access_events')
    expect(await forget({ access_events: 31 })).toEqual({ access_events: 5 })
  })
})
