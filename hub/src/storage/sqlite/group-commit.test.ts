import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CompiledQuery } from 'kysely'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { StorageUnavailable } from '../../storage-unavailable.ts'
import { SqliteConnection } from './connection.ts'
import { GroupCommit } from './group-commit.ts'
import { WriteSession } from './write-session.ts'

const unbounded = { membersAtMost: 1000, withinMs: 60_000 }

let folder: string
let writer: SqliteConnection
let reader: SqliteConnection
let group: GroupCommit
/** Brackets the writer ran, in order. */
let brackets: string[]
/** Brackets that fail, and what with. */
let failing: Map<string, Error>

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'octroi-group-'))
  writer = await SqliteConnection.open(join(folder, 'group.sqlite'))
  await writer.run('pragma journal_mode = wal; create table kept (name text primary key) strict')
  reader = await SqliteConnection.open(join(folder, 'group.sqlite'))
  brackets = []
  failing = new Map()
  const run = writer.run.bind(writer)
  vi.spyOn(writer, 'run').mockImplementation(async (sql) => {
    brackets.push(sql)
    const fault = failing.get(sql)
    if (fault !== undefined) throw fault
    await run(sql)
  })
  group = new GroupCommit(writer, unbounded)
})
afterEach(async () => {
  await reader.close()
  await writer.close()
  await rm(folder, { recursive: true })
})

const insert = (name: string): CompiledQuery => CompiledQuery.raw('insert into kept (name) values (?)', [name])

async function kept(): Promise<readonly string[]> {
  const { rows } = await reader.executeQuery<{ name: string }>(CompiledQuery.raw('select name from kept order by rowid'))
  return rows.map(({ name }) => name)
}

/** As the query builder brackets work: undone where it throws, or cannot be made durable. */
async function transaction<T>(work: (session: WriteSession) => Promise<T>): Promise<T> {
  const session = new WriteSession(writer, group)
  await session.begin()
  try {
    const result = await work(session)
    await session.commit()
    return result
  } catch (error) {
    await session.rollback()
    throw error
  }
}

const keeping = (name: string): Promise<unknown> => transaction((session) => session.executeQuery(insert(name)))
const refused = new Error('refused')
const refusing = (name: string): Promise<unknown> =>
  transaction(async (session) => {
    await session.executeQuery(insert(name))
    throw refused
  })
const diskFull = (): Error => Object.assign(new Error('SQLITE_FULL: database or disk is full'), { code: 'SQLITE_FULL' })

describe('transactions that wait for the writer', () => {
  test('are made durable at once, in the order they came', async () => {
    const order: string[] = []
    const names = ['a', 'b', 'c', 'd']
    await Promise.all(names.map((name) => keeping(name).then(() => order.push(name))))
    expect([order, await kept()]).toEqual([names, names])
    const inSavepoints = ['b', 'c', 'd'].flatMap(() => ['savepoint member', 'release member'])
    expect(brackets).toEqual(['begin immediate', ...inSavepoints, 'commit'])
  })

  test('one that nobody waits behind is bracketed as ever', async () => {
    await keeping('a')
    await refusing('b').catch(() => undefined)
    expect(brackets).toEqual(['begin immediate', 'commit', 'begin immediate', 'rollback'])
    expect(await kept()).toEqual(['a'])
  })

  test.each([
    ['the first', [refusing, keeping, keeping], ['b', 'c']],
    ['one in the middle', [keeping, refusing, keeping], ['a', 'c']],
    ['the last', [keeping, keeping, refusing], ['a', 'b']],
    ['all', [refusing, refusing, refusing], []],
  ])('that fail are undone alone: %s', async (_which, works, left) => {
    const outcomes = await Promise.allSettled(works.map((work, index) => work('abc'.charAt(index))))
    expect(outcomes.map(({ status }) => status)).toEqual(works.map((work) => (work === keeping ? 'fulfilled' : 'rejected')))
    expect(await kept()).toEqual(left)
  })

  test('are not over before they are durable, nor is one that was refused after another', async () => {
    const over: string[] = []
    let letGo = (): void => undefined
    const held = new Promise<void>((resolve) => {
      letGo = resolve
    })
    const all = [
      keeping('a').then(() => over.push('a')),
      refusing('b').catch(() => over.push('b')),
      transaction(async (session) => {
        await session.executeQuery(insert('c'))
        await held
      }).then(() => over.push('c')),
    ]
    await vi.waitFor(() => expect(brackets.filter((sql) => sql === 'savepoint member')).toHaveLength(2))
    expect([over, await kept()]).toEqual([[], []])
    letGo()
    await Promise.all(all)
    expect([over, await kept()]).toEqual([
      ['a', 'b', 'c'],
      ['a', 'c'],
    ])
  })

  test.each([
    ['many', { membersAtMost: 2, withinMs: 60_000 }, 3],
    ['long', { membersAtMost: 1000, withinMs: 0 }, 5],
  ])('are made durable before the next come in, where they are %s', async (_what, bounds, commits) => {
    group = new GroupCommit(writer, bounds)
    await Promise.all(['a', 'b', 'c', 'd', 'e'].map(keeping))
    expect(brackets.filter((sql) => sql === 'commit')).toHaveLength(commits)
    expect(await kept()).toEqual(['a', 'b', 'c', 'd', 'e'])
  })

  test('a statement outside of any comes in its turn, after what came before is durable', async () => {
    const alone = new WriteSession(writer, group)
    const all = [keeping('a'), keeping('b'), alone.executeQuery(insert('c')), keeping('d')]
    await all[2]
    expect((await kept()).slice(0, 3)).toEqual(['a', 'b', 'c'])
    await Promise.all(all)
    expect(await kept()).toEqual(['a', 'b', 'c', 'd'])
  })
})

describe('where it cannot be kept', () => {
  test('all of a group hear that its commit failed, and the next is kept', async () => {
    failing.set('commit', diskFull())
    const outcomes = await Promise.allSettled([keeping('a'), refusing('b'), keeping('c')])
    expect(outcomes.map((each) => each.status === 'rejected' && each.reason.code)).toEqual(outcomes.map(() => 'SQLITE_FULL'))
    failing.clear()
    await keeping('d')
    expect(await kept()).toEqual(['d'])
  })

  test.each([
    ['that lets it be told', true],
    ['that goes on as if nothing had been', false],
  ])('all of a group are refused where SQLite undid everything under a work %s', async (_how, isTold) => {
    const undone = async (session: WriteSession): Promise<void> => {
      await session.executeQuery(insert('b'))
      await writer.executeQuery(CompiledQuery.raw('rollback'))
      const executed = vi.spyOn(writer, 'executeQuery').mockRejectedValueOnce(diskFull())
      const full = session.executeQuery(insert('c'))
      await (isTold ? full : full.catch(() => undefined))
      executed.mockRestore()
    }
    const [first, second, third] = await Promise.allSettled([keeping('a'), transaction(undone), keeping('d')])
    expect(first).toMatchObject({ status: 'rejected', reason: expect.any(StorageUnavailable) })
    expect(second).toMatchObject({ status: 'rejected', reason: { code: 'SQLITE_FULL' } })
    expect(third.status).toBe('fulfilled')
    expect(await kept()).toEqual(['d'])
  })

  test('nothing more is done in a transaction after such a fault', async () => {
    const work = transaction(async (session) => {
      const executed = vi.spyOn(writer, 'executeQuery').mockRejectedValueOnce(diskFull())
      await session.executeQuery(insert('a')).catch(() => undefined)
      executed.mockRestore()
      await session.executeQuery(insert('b'))
    })
    await expect(work).rejects.toMatchObject({ code: 'SQLITE_FULL' })
    expect(await kept()).toEqual([])
  })

  test('a transaction that cannot begin leaves the writer to the next', async () => {
    failing.set('begin immediate', diskFull())
    await expect(keeping('a')).rejects.toMatchObject({ code: 'SQLITE_FULL' })
    failing.clear()
    failing.set('savepoint member', diskFull())
    const [first, second] = await Promise.allSettled([keeping('b'), keeping('c')])
    expect(first).toMatchObject({ status: 'rejected', reason: expect.any(StorageUnavailable) })
    expect(second).toMatchObject({ status: 'rejected', reason: { code: 'SQLITE_FULL' } })
    failing.clear()
    await keeping('d')
    expect(await kept()).toEqual(['d'])
  })
})

describe('statements that a work did not wait for', () => {
  test('are done with before its transaction is, and belong to it', async () => {
    const works = [
      transaction(async (session) => {
        void session.executeQuery(insert('a'))
      }),
      transaction(async (session) => {
        void session.executeQuery(insert('b'))
        throw refused
      }),
      keeping('c'),
    ]
    await Promise.allSettled(works)
    expect(await kept()).toEqual(['a', 'c'])
  })

  test('are refused once it is undone', async () => {
    const session = new WriteSession(writer, group)
    await session.begin()
    await session.rollback()
    await expect(session.executeQuery(insert('a'))).rejects.toThrow('after its transaction')
    expect(await kept()).toEqual([])
  })
})
