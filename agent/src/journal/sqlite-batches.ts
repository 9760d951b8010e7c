import { equalBytes } from '@octroi/shared/crypto/bytes'
import { invariant } from '@octroi/shared/errors/invariant'
import type { SealedBatch } from '@octroi/shared/proof/seal-batch'
import { chainStart, type SeqRange } from '@octroi/shared/wire/messages/journal'
import { type HubAnswer, type HubStanding, JournalFullError } from './journal.ts'
import type { Sql } from './sql-database.ts'

/** The sealed part of the journal: what was sent or will be, and how far the hub answered. */
export const batchesSchema = `
create table if not exists batches (
  first integer primary key,
  last integer not null,
  payload_hash blob not null,
  envelope blob not null,
  acknowledged_ms integer
) strict;
create index if not exists batches_by_acknowledged on batches (acknowledged_ms, first);
create index if not exists batches_by_payload_hash on batches (payload_hash);
create table if not exists gone (first integer primary key) strict;
`

/** Acknowledged batches stay for 30 days, in case the hub is restored from an older copy. */
const keptMs = 30 * 86_400_000

interface BatchRow {
  readonly first: number
  readonly last: number
  readonly payload_hash: Uint8Array
  readonly envelope: Uint8Array
}

export async function seal(sql: Sql, { first, last, payloadHash, envelope }: SealedBatch): Promise<void> {
  const batch = 'insert into batches (first, last, payload_hash, envelope) values (?, ?, ?, ?)'
  await sql.run(batch, first, last, payloadHash, envelope)
  const sealed = await sql.run('delete from records where seq between ? and ?', first, last)
  invariant(sealed === last - first + 1, 'a batch seals exactly the records it names')
}

/** The newest of what was sealed here and what the hub was found to hold. */
export async function headBefore(sql: Sql, first: number): Promise<Uint8Array> {
  const [newest] = await sql.all<{ head: Uint8Array }>(
    `select last, payload_hash as head, 0 as jumped from batches where last < ?1
     union all select through as last, head, 1 as jumped from jumps where through < ?1
     order by last desc, jumped desc limit 1`,
    first,
  )
  return newest?.head ?? chainStart
}

export async function unacknowledged(sql: Sql, { first, last }: SeqRange, limit: number): Promise<readonly SealedBatch[]> {
  const query = 'select * from batches where acknowledged_ms is null and first between ? and ? order by first limit ?'
  return (await sql.all<BatchRow>(query, first, last, limit)).map(batchOf)
}

export async function covering(sql: Sql, { first, last }: SeqRange, limit: number): Promise<readonly SealedBatch[]> {
  const query = `select * from batches where last >= ? and first <= ? and ${isThere} order by first limit ?`
  return (await sql.all<BatchRow>(query, first, last, limit)).map(batchOf)
}

const isThere = 'first not in (select first from gone)'

/** A damaged batch leaves the outbox. Its row may stay for a while: the next batch follows its hash. */
export async function giveUp(sql: Sql, { first, last }: SeqRange): Promise<void> {
  const damaged = 'first >= ? and last <= ?'
  await sql.run(`insert or ignore into gone select first from batches where ${damaged}`, first, last)
  await sql.run(`update batches set acknowledged_ms = 0 where ${damaged}`, first, last)
}

/**
 * Takes out of the outbox the batch that was answered, and everything up to where the hub stands if it stands on our own
 * records. What lies before a jump is held by the hub under other content, perhaps: only an answer of its own counts.
 */
export async function acknowledge(sql: Sql, { answers, ...standing }: HubAnswer, nowMs: number): Promise<number> {
  const open = 'update batches set acknowledged_ms = ? where acknowledged_ms is null'
  const freed = 'returning last - first + 1 as records'
  const answered = answers === undefined ? [] : await sql.all<Freed>(`${open} and payload_hash = ? ${freed}`, nowMs, answers)
  if (!(await continues(sql, standing))) return total(answered)
  const isOwn = 'first > ? and first <= ? and last <= ?'
  const { through } = standing
  const jumped = await jumpedThrough(sql)
  return total(answered) + total(await sql.all<Freed>(`${open} and ${isOwn} ${freed}`, nowMs, jumped, through, through))
}

export async function jumpedThrough(sql: Sql): Promise<number> {
  const [jump] = await sql.all<{ through: number | null }>('select max(through) as through from jumps')
  return jump?.through ?? 0
}

/** Forgets acknowledged batches that are old; returns how many records that was. */
export async function forgetOld(sql: Sql, nowMs: number): Promise<number> {
  // The newest stays whatever its age: the next batch follows it.
  const old = 'delete from batches where acknowledged_ms < ? and first < (select max(first) from batches)'
  return total(await sql.all<Freed>(`${old} returning last - first + 1 as records`, nowMs - keptMs))
}

interface Freed {
  readonly records: number
}

function total(freed: readonly Freed[]): number {
  return freed.reduce((sum, { records }) => sum + records, 0)
}

/** What the hub held and does not hold any more goes into the outbox again. */
export async function reopen(sql: Sql, { through }: HubStanding): Promise<void> {
  const held = 'update batches set acknowledged_ms = null where acknowledged_ms is not null'
  await sql.run(`${held} and first > ? and ${isThere}`, through)
}

export async function continues(sql: Sql, { through, head, highest = through }: HubStanding): Promise<boolean> {
  const [written] = await sql.all<{ last: number }>("select value as last from counters where name = 'last_seq'")
  if (highest > (written?.last ?? 0)) return false
  if (through === 0) return true
  const [jump] = await sql.all<{ head: Uint8Array }>('select head from jumps where through = ?', through)
  if (jump !== undefined && equalBytes(jump.head, head)) return true
  const [batch] = await covering(sql, { first: through, last: through }, 1)
  if (batch !== undefined) return batch.last === through && equalBytes(batch.payloadHash, head)
  // No batch of ours is there: it was given up long ago, unless the records have not even been sealed.
  const [unsealed] = await sql.all<{ seq: number }>('select seq from records where seq <= ? limit 1', through)
  return unsealed === undefined
}

/**
 * Gives up acknowledged batches, oldest first, until there is room for so many records; returns how many that freed.
 * What the hub does not hold is never given up.
 */
export async function makeRoom(sql: Sql, wanted: number): Promise<number> {
  let freed = 0
  while (freed < wanted) {
    const oldest = await sql.all<BatchRow>(
      `select first, last from batches where acknowledged_ms is not null and first < (select max(first) from batches)
       order by first limit ?`,
      givenUpAtOnce,
    )
    if (oldest.length === 0) throw new JournalFullError('the journal is full of records that the hub does not hold yet')
    let until = 0
    for (const { first, last } of oldest) {
      if (freed >= wanted) break
      freed += last - first + 1
      until = first
    }
    await sql.run('delete from batches where acknowledged_ms is not null and first <= ?', until)
  }
  return freed
}

const givenUpAtOnce = 1000

function batchOf({ first, last, payload_hash: payloadHash, envelope }: BatchRow): SealedBatch {
  return { first, last, payloadHash, envelope }
}
