import type { AuthorizationId } from '@octroi/shared/ids/id'
import type { DurableChange, Remembered, SavedClock } from './journal.ts'
import type { OpenAction } from './open-action.ts'
import type { Sql } from './sql-database.ts'
import { giveUp } from './sqlite-batches.ts'

/** What the device remembers across boots, beside its records and batches. */
export const memorySchema = `
create table if not exists uses (authorization text primary key, used integer not null, expires_s integer not null) strict;
create table if not exists link_uses (link text primary key, used integer not null, expires_s integer not null) strict;
create table if not exists actions (service text primary key, action text not null) strict;
create table if not exists reading_ends (source text primary key, end_ms integer not null) strict;
create table if not exists denied (authorization text primary key) strict;
create table if not exists counted (name text primary key, total text not null) strict;
create table if not exists lease (only integer primary key check (only = 1), signed blob not null) strict;
create table if not exists wrong_passcodes (place integer primary key, at_ms integer not null) strict;
create table if not exists jumps (through integer primary key, head blob not null) strict;
create table if not exists counters (name text primary key, value integer not null) strict;
`

export async function remembered(sql: Sql): Promise<Remembered> {
  const uses = await sql.all<{ authorization: string; used: number }>('select authorization, used from uses')
  const linkUses = await sql.all<{ link: string; used: number }>('select link, used from link_uses')
  const actions = await sql.all<{ service: string; action: string }>('select service, action from actions')
  const ends = await sql.all<{ source: string; end_ms: number }>('select source, end_ms from reading_ends')
  const denied = await sql.all<{ authorization: string }>('select authorization from denied')
  const counted = await sql.all<{ name: string; total: string }>('select name, total from counted')
  const [lease] = await sql.all<{ signed: Uint8Array }>('select signed from lease')
  const wrong = await sql.all<{ at_ms: number }>('select at_ms from wrong_passcodes order by place')
  const counters = new Map(
    (await sql.all<{ name: string; value: number }>('select name, value from counters')).map(({ name, value }) => [name, value]),
  )
  const floorMs = counters.get('floor_ms')
  return {
    uses: new Map(uses.map(({ authorization, used }) => [authorization as AuthorizationId, used])),
    linkUses: new Map(linkUses.map(({ link, used }) => [link, used])),
    actions: new Map(actions.map(({ service, action }) => [service, readAction(action)])),
    readingEnds: new Map(ends.map(({ source, end_ms }) => [source, end_ms])),
    epoch: counters.get('epoch') ?? 0,
    revocations: {
      version: counters.get('revocations_version') ?? 0,
      denied: new Set(denied.map(({ authorization }) => authorization as AuthorizationId)),
    },
    trustsPermitsFrom: counters.get('trust_permits_from_s') ?? 0,
    counted: new Map(counted.map(({ name, total }) => [name, BigInt(total)])),
    lease: lease && { signed: lease.signed, heldMs: counters.get('lease_held_ms') ?? 0 },
    unsyncedBoots: counters.get('unsynced_boots') ?? 0,
    wrongPasscodes: wrong.map(({ at_ms }) => at_ms),
    ...(floorMs === undefined ? {} : { floorMs }),
  }
}

/** One that an older agent wrote was about an opening and has no number; the next has a higher one. */
function readAction(text: string): OpenAction {
  return { action: '', act: 0, ...(JSON.parse(text) as Omit<OpenAction, 'action' | 'act'> & Partial<OpenAction>) }
}

export async function remember(sql: Sql, change: DurableChange): Promise<void> {
  switch (change.kind) {
    case 'use':
      await sql.run(
        'insert into uses values (?, ?, ?) on conflict (authorization) do update set used = excluded.used',
        change.authorization,
        change.used,
        change.expiresAt,
      )
      return
    case 'link_use':
      await sql.run(
        'insert into link_uses values (?, ?, ?) on conflict (link) do update set used = excluded.used',
        change.link,
        change.used,
        change.expiresAt,
      )
      return
    case 'action':
      if (change.action === undefined) await sql.run('delete from actions where service = ?', change.service)
      else await sql.run('insert or replace into actions values (?, ?)', change.service, JSON.stringify(change.action))
      return
    case 'reading':
      await sql.run('insert or replace into reading_ends values (?, ?)', change.source, change.endMs)
      return
    case 'counted':
      return addCounted(sql, `${change.service} ${change.counter}`, change.quantity)
    case 'lease':
      await sql.run('insert or replace into lease values (1, ?)', change.signed)
      return putCounter(sql, 'lease_held_ms', 0)
    case 'epoch':
      return putCounter(sql, 'epoch', change.epoch)
    case 'jump':
      await sql.run('insert or replace into jumps values (?, ?)', change.through, change.head)
      return
    case 'revocations':
      await sql.run('delete from denied')
      for (const authorization of change.denied) await sql.run('insert into denied values (?)', authorization)
      return putCounter(sql, 'revocations_version', change.version)
    case 'wrong_passcodes':
      await sql.run('delete from wrong_passcodes')
      for (const [place, atMs] of change.atMs.entries()) await sql.run('insert into wrong_passcodes values (?, ?)', place, atMs)
      return
    case 'gone':
      return giveUp(sql, change.range)
    case 'trust_permits_from':
      return putCounter(sql, 'trust_permits_from_s', change.seconds)
  }
}

/** As text: totals pass what SQLite's driver reads as a number without loss. */
async function addCounted(sql: Sql, name: string, quantity: bigint): Promise<void> {
  const [row] = await sql.all<{ total: string }>('select total from counted where name = ?', name)
  const total = BigInt(row?.total ?? 0) + quantity
  await sql.run('insert or replace into counted values (?, ?)', name, total.toString())
}

export async function saveClock(sql: Sql, { floorMs, leaseHeldMs, unsyncedBoots }: SavedClock): Promise<void> {
  if (floorMs !== undefined) await putCounter(sql, 'floor_ms', floorMs)
  await putCounter(sql, 'lease_held_ms', Math.floor(leaseHeldMs))
  await putCounter(sql, 'unsynced_boots', unsyncedBoots)
}

/** A use is remembered a day longer than the permit lives, against clocks that differ. */
const useToleranceSeconds = 86_400
/** These stay whatever the time: a hub whose clock was wrong for a moment must not make used permits good again. */
const usesKept = 4096

export async function forgetUses(sql: Sql, nowMs: number): Promise<void> {
  const isOver = Math.floor(nowMs / 1000) - useToleranceSeconds
  for (const [table, key] of [
    ['uses', 'authorization'],
    ['link_uses', 'link'],
  ] as const) {
    const newest = `select ${key} from ${table} order by expires_s desc limit ${usesKept}`
    await sql.run(`delete from ${table} where expires_s < ? and ${key} not in (${newest})`, isOver)
  }
}

export async function putCounter(sql: Sql, name: string, value: number): Promise<void> {
  await sql.run('insert or replace into counters values (?, ?)', name, value)
}
