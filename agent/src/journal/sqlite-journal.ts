import { invariant } from '@octroi/shared/errors/invariant'
import type { AuthorizationId } from '@octroi/shared/ids/id'
import { chainStart } from '@octroi/shared/wire/messages/journal'
import { accessRecordTypes, encodeRecord, type RecordType } from '@octroi/shared/wire/messages/record'
import {
  type DurableChange,
  type Journal,
  type JournalEntry,
  JournalFullError,
  type JournalStatus,
  type RecordDraft,
  type Remembered,
  type SealedBatch,
  type UnsealedRecord,
} from './journal.ts'
import type { OpenAction } from './open-action.ts'
import { type Sql, SqliteFile } from './sqlite-file.ts'

const schema = `
create table if not exists records (
  seq integer primary key,
  boot blob not null,
  urgent integer not null,
  bytes blob not null
) strict;
create table if not exists batches (
  first integer primary key,
  last integer not null,
  payload_hash blob not null,
  envelope blob not null,
  acknowledged_ms integer
) strict;
create index if not exists batches_by_acknowledged on batches (acknowledged_ms, first);
create table if not exists uses (authorization text primary key, used integer not null, expires_s integer not null) strict;
create table if not exists actions (service text primary key, action text not null) strict;
create table if not exists reading_ends (meter text primary key, end_ms integer not null) strict;
create table if not exists counters (name text primary key, value integer not null) strict;
`

export interface SqliteJournalOptions {
  readonly path: string
  readonly boot: Uint8Array
  readonly randomBytes: (length: number) => Uint8Array
  /** How many records the journal may keep, sent or not. */
  readonly recordsAtMost: number
}

const urgentTypes: ReadonlySet<RecordType> = new Set(accessRecordTypes)

/** Acknowledged batches stay for 30 days, in case the hub is restored from an older copy. */
const keptMs = 30 * 86_400_000
/** The last tenth of the journal is for what must not be lost. */
const optionalShare = 0.9
/** A use is remembered a day longer than the permit lives, against clocks that differ. */
const useToleranceSeconds = 86_400

/** The journal in one SQLite file. */
export class SqliteJournal implements Journal {
  private readonly file: SqliteFile
  private readonly options: SqliteJournalOptions
  private size: JournalSize

  private constructor(file: SqliteFile, options: SqliteJournalOptions, size: JournalSize) {
    this.file = file
    this.options = options
    this.size = size
  }

  static async open(options: SqliteJournalOptions): Promise<SqliteJournal> {
    const file = await SqliteFile.open(options.path, schema)
    return new SqliteJournal(file, options, await file.transaction(measure))
  }

  remembered(): Promise<Remembered> {
    return this.file.transaction(remembered)
  }

  async commit({ records, changes, isOptional }: JournalEntry): Promise<void> {
    const most = this.options.recordsAtMost * (isOptional ? optionalShare : 1)
    const append = async (sql: Sql): Promise<JournalSize> => {
      const { lastSeq, kept } = this.size
      const freed = await makeRoom(sql, kept + records.length - most)
      for (const [index, record] of records.entries()) await insertRecord(sql, lastSeq + 1 + index, record, this.options)
      await putCounter(sql, 'last_seq', lastSeq + records.length)
      for (const change of changes) await apply(sql, change)
      return { lastSeq: lastSeq + records.length, kept: kept + records.length - freed }
    }
    await this.file.transaction(append, (grown) => {
      this.size = grown
    })
  }

  saveFloor(ms: number): Promise<void> {
    return this.file.transaction((sql) => putCounter(sql, 'floor_ms', ms))
  }

  unsealed(limit: number): Promise<readonly UnsealedRecord[]> {
    return this.file.transaction(async (sql) => {
      const rows = await sql.all<RecordRow>('select seq, boot, urgent, bytes from records order by seq limit ?', limit)
      return rows.map(({ seq, boot, urgent, bytes }) => ({ seq, boot, bytes, isUrgent: urgent === 1 }))
    })
  }

  sealedHead(): Promise<Uint8Array> {
    return this.file.transaction(async (sql) => {
      const [newest] = await sql.all<BatchRow>('select payload_hash from batches order by first desc limit 1')
      return newest?.payload_hash ?? chainStart
    })
  }

  seal({ first, last, payloadHash, envelope }: SealedBatch): Promise<void> {
    return this.file.transaction(async (sql) => {
      const batch = 'insert into batches (first, last, payload_hash, envelope) values (?, ?, ?, ?)'
      await sql.run(batch, first, last, payloadHash, envelope)
      const sealed = await sql.run('delete from records where seq between ? and ?', first, last)
      invariant(sealed === last - first + 1, 'a batch seals exactly the records it names')
    })
  }

  unacknowledged(fromSeq: number, limit: number): Promise<readonly SealedBatch[]> {
    const query = 'select * from batches where acknowledged_ms is null and first >= ? order by first limit ?'
    return this.file.transaction(async (sql) => (await sql.all<BatchRow>(query, fromSeq, limit)).map(batchOf))
  }

  covering(first: number, last: number, limit: number): Promise<readonly SealedBatch[]> {
    const query = 'select * from batches where last >= ? and first <= ? order by first limit ?'
    return this.file.transaction(async (sql) => (await sql.all<BatchRow>(query, first, last, limit)).map(batchOf))
  }

  async acknowledge(through: number, nowMs: number): Promise<number> {
    const trim = async (sql: Sql): Promise<JournalSize & { readonly trimmed: number }> => {
      const trimmed = await acknowledge(sql, through, nowMs)
      return { ...(await measure(sql)), trimmed }
    }
    const { trimmed } = await this.file.transaction(trim, ({ lastSeq, kept }) => {
      this.size = { lastSeq, kept }
    })
    return trimmed
  }

  status(): Promise<JournalStatus> {
    return this.file.transaction(async (sql) => ({
      lastSeq: this.size.lastSeq,
      acknowledgedThrough: await countOf(sql, 'select max(last) as n from batches where acknowledged_ms is not null'),
      unsealed: await countOf(sql, 'select count(*) as n from records'),
      kept: this.size.kept,
    }))
  }

  close(): Promise<void> {
    return this.file.close()
  }
}

interface JournalSize {
  readonly lastSeq: number
  /** Records kept, sealed or not, acknowledged or not. */
  readonly kept: number
}

interface RecordRow {
  readonly seq: number
  readonly boot: Uint8Array
  readonly urgent: number
  readonly bytes: Uint8Array
}

interface BatchRow {
  readonly first: number
  readonly last: number
  readonly payload_hash: Uint8Array
  readonly envelope: Uint8Array
}

function batchOf({ first, last, payload_hash: payloadHash, envelope }: BatchRow): SealedBatch {
  return { first, last, payloadHash, envelope }
}

async function remembered(sql: Sql): Promise<Remembered> {
  const uses = await sql.all<{ authorization: string; used: number }>('select authorization, used from uses')
  const actions = await sql.all<{ service: string; action: string }>('select service, action from actions')
  const ends = await sql.all<{ meter: string; end_ms: number }>('select meter, end_ms from reading_ends')
  const counters = new Map(
    (await sql.all<{ name: string; value: number }>('select name, value from counters')).map(({ name, value }) => [name, value]),
  )
  const floorMs = counters.get('floor_ms')
  return {
    uses: new Map(uses.map(({ authorization, used }) => [authorization as AuthorizationId, used])),
    actions: new Map(actions.map(({ service, action }) => [service, JSON.parse(action) as OpenAction])),
    readingEnds: new Map(ends.map(({ meter, end_ms }) => [meter, end_ms])),
    epoch: counters.get('epoch') ?? 0,
    ...(floorMs === undefined ? {} : { floorMs }),
  }
}

async function insertRecord(
  sql: Sql,
  seq: number,
  draft: RecordDraft,
  { boot, randomBytes }: SqliteJournalOptions,
): Promise<void> {
  const bytes = encodeRecord({ ...draft, salt: randomBytes(16) })
  await sql.run(
    'insert into records (seq, boot, urgent, bytes) values (?, ?, ?, ?)',
    seq,
    boot,
    urgentTypes.has(draft.type) ? 1 : 0,
    bytes,
  )
}

async function apply(sql: Sql, change: DurableChange): Promise<void> {
  switch (change.kind) {
    case 'use':
      await sql.run(
        'insert into uses values (?, ?, ?) on conflict (authorization) do update set used = excluded.used',
        change.authorization,
        change.used,
        change.expiresAt,
      )
      return
    case 'action':
      if (change.action === undefined) await sql.run('delete from actions where service = ?', change.service)
      else await sql.run('insert or replace into actions values (?, ?)', change.service, JSON.stringify(change.action))
      return
    case 'reading':
      await sql.run('insert or replace into reading_ends values (?, ?)', change.meter, change.endMs)
      return
    case 'epoch':
      await putCounter(sql, 'epoch', change.epoch)
  }
}

async function acknowledge(sql: Sql, through: number, nowMs: number): Promise<number> {
  const held = 'select sum(last - first + 1) as n from batches where acknowledged_ms is null and last <= ?'
  const [trimmed] = await sql.all<{ n: number | null }>(held, through)
  await sql.run('update batches set acknowledged_ms = ? where acknowledged_ms is null and last <= ?', nowMs, through)
  // The newest stays whatever its age: the next batch follows it.
  await sql.run('delete from batches where acknowledged_ms < ? and first < (select max(first) from batches)', nowMs - keptMs)
  await sql.run('delete from uses where expires_s < ?', Math.floor(nowMs / 1000) - useToleranceSeconds)
  return trimmed?.n ?? 0
}

/**
 * Gives up acknowledged batches, oldest first, until there is room for so many records; returns how many that freed.
 * What the hub does not hold is never given up.
 */
async function makeRoom(sql: Sql, wanted: number): Promise<number> {
  let freed = 0
  while (freed < wanted) {
    const [oldest] = await sql.all<BatchRow>(
      'select first, last from batches where acknowledged_ms is not null and first < (select max(first) from batches) order by first limit 1',
    )
    if (oldest === undefined) throw new JournalFullError('the journal is full of records that the hub does not hold yet')
    await sql.run('delete from batches where first = ?', oldest.first)
    freed += oldest.last - oldest.first + 1
  }
  return freed
}

/** The last sequence number is a counter of its own: numbers go on though everything before was forgotten. */
async function measure(sql: Sql): Promise<JournalSize> {
  const sealed = await countOf(sql, 'select sum(last - first + 1) as n from batches')
  return {
    lastSeq: await countOf(sql, "select value as n from counters where name = 'last_seq'"),
    kept: sealed + (await countOf(sql, 'select count(*) as n from records')),
  }
}

async function putCounter(sql: Sql, name: string, value: number): Promise<void> {
  await sql.run('insert or replace into counters values (?, ?)', name, value)
}

async function countOf(sql: Sql, query: string): Promise<number> {
  const [row] = await sql.all<{ n: number | null }>(query)
  return row?.n ?? 0
}
