import type { SealedBatch } from '@octroi/shared/proof/seal-batch'
import type { SeqRange } from '@octroi/shared/wire/messages/journal'
import { accessRecordTypes, encodeRecord, type RecordType } from '@octroi/shared/wire/messages/record'
import type {
  EntryWeight,
  HubAnswer,
  HubStanding,
  Journal,
  JournalEntry,
  JournalStatus,
  RecordDraft,
  Remembered,
  SavedClock,
  UnsealedRecord,
} from './journal.ts'
import type { OpenSqlDatabase, Sql } from './sql-database.ts'
import {
  acknowledge,
  batchesSchema,
  continues,
  covering,
  forgetOld,
  headBefore,
  jumpedThrough,
  makeRoom,
  reopen,
  seal,
  unacknowledged,
} from './sqlite-batches.ts'
import { SqliteFile } from './sqlite-file.ts'
import { forgetUses, memorySchema, putCounter, remember, remembered, saveClock } from './sqlite-memory.ts'
import { openSqlite3 } from './sqlite3-database.ts'

const recordsSchema = `
create table if not exists records (
  seq integer primary key,
  boot blob not null,
  urgent integer not null,
  bytes blob not null
) strict;
`

export interface SqliteJournalOptions {
  readonly path: string
  readonly boot: Uint8Array
  readonly randomBytes: (length: number) => Uint8Array
  /** How many records the journal may keep, sent or not. */
  readonly recordsAtMost: number
  /** What works on the file; absent, SQLite as it is compiled for this machine. */
  readonly openDatabase?: OpenSqlDatabase
}

const urgentTypes: ReadonlySet<RecordType> = new Set(accessRecordTypes)

/** Room that is left for what an action makes happen: a lid that bounces a few times, and is left open. */
const roomForFacts = 32

/** How many records there may be once an entry of this weight was added. */
const mostFor: Readonly<Record<EntryWeight, (recordsAtMost: number) => number>> = {
  optional: (recordsAtMost) => recordsAtMost * 0.9,
  deferrable: (recordsAtMost) => recordsAtMost - roomForFacts,
  fact: (recordsAtMost) => recordsAtMost,
  vital: () => Number.MAX_SAFE_INTEGER,
}

/** The journal in one SQLite file, which nobody else may open meanwhile. */
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
    const { path, openDatabase = openSqlite3 } = options
    const file = await SqliteFile.open(path, recordsSchema + batchesSchema + memorySchema, openDatabase)
    return new SqliteJournal(file, options, await file.transaction(measure))
  }

  remembered(): Promise<Remembered> {
    return this.file.transaction(remembered)
  }

  async commit({ records, changes, weight }: JournalEntry): Promise<void> {
    const most = mostFor[weight](this.options.recordsAtMost)
    const append = async (sql: Sql): Promise<JournalSize> => {
      const { kept } = this.size
      const lastSeq = Math.max(this.size.lastSeq, ...changes.map((change) => (change.kind === 'jump' ? change.through : 0)))
      const freed = await makeRoom(sql, kept + records.length - most)
      for (const [index, record] of records.entries()) await insertRecord(sql, lastSeq + 1 + index, record, this.options)
      await putCounter(sql, 'last_seq', lastSeq + records.length)
      for (const change of changes) await remember(sql, change)
      return { lastSeq: lastSeq + records.length, kept: kept + records.length - freed }
    }
    await this.file.transaction(append, (grown) => {
      this.size = grown
    })
  }

  saveClock(clock: SavedClock): Promise<void> {
    return this.file.transaction((sql) => saveClock(sql, clock))
  }

  unsealed(limit: number): Promise<readonly UnsealedRecord[]> {
    return this.file.transaction(async (sql) => {
      const rows = await sql.all<RecordRow>('select seq, boot, urgent, bytes from records order by seq limit ?', limit)
      return rows.map(({ seq, boot, urgent, bytes }) => ({ seq, boot, bytes, isUrgent: urgent === 1 }))
    })
  }

  headBefore(first: number): Promise<Uint8Array> {
    return this.file.transaction((sql) => headBefore(sql, first))
  }

  seal(batch: SealedBatch): Promise<void> {
    return this.file.transaction((sql) => seal(sql, batch))
  }

  unacknowledged(range: SeqRange, limit: number): Promise<readonly SealedBatch[]> {
    return this.file.transaction((sql) => unacknowledged(sql, range, limit))
  }

  covering(range: SeqRange, limit: number): Promise<readonly SealedBatch[]> {
    return this.file.transaction((sql) => covering(sql, range, limit))
  }

  acknowledge(answer: HubAnswer, nowMs: number): Promise<number> {
    return this.settle((sql) => acknowledge(sql, answer, nowMs), nowMs)
  }

  reconcile(standing: HubStanding, nowMs: number): Promise<number> {
    const work = async (sql: Sql): Promise<number> => {
      await reopen(sql, standing)
      return acknowledge(sql, standing, nowMs)
    }
    return this.settle(work, nowMs)
  }

  continues(standing: HubStanding): Promise<boolean> {
    return this.file.transaction((sql) => continues(sql, standing))
  }

  jumpedThrough(): Promise<number> {
    return this.file.transaction(jumpedThrough)
  }

  status(): Promise<JournalStatus> {
    return this.file.transaction(async (sql) => {
      const { lastSeq, kept } = this.size
      const firstOpen = 'select min(first) from batches where acknowledged_ms is null'
      const [row] = await sql.all<{ open: number | null; sealed: number | null; unsealed: number }>(
        `select coalesce((${firstOpen}), (select min(seq) from records)) as open,
                (select max(last) from batches) as sealed,
                (select count(*) from records) as unsealed`,
      )
      const { open, sealed, unsealed } = row ?? { open: null, sealed: null, unsealed: 0 }
      return { lastSeq, kept, unsealed, sealedThrough: sealed ?? 0, acknowledgedThrough: (open ?? lastSeq + 1) - 1 }
    })
  }

  close(): Promise<void> {
    return this.file.close()
  }

  /** Moves batches out of the outbox, and forgets what is old. */
  private async settle(work: (sql: Sql) => Promise<number>, nowMs: number): Promise<number> {
    const whole = async (sql: Sql): Promise<{ readonly freed: number; readonly forgotten: number }> => {
      const freed = await work(sql)
      await forgetUses(sql, nowMs)
      return { freed, forgotten: await forgetOld(sql, nowMs) }
    }
    const { freed } = await this.file.transaction(whole, ({ forgotten }) => {
      this.size = { ...this.size, kept: this.size.kept - forgotten }
    })
    return freed
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

/** The last sequence number is a counter of its own: numbers go on though everything before was forgotten. */
async function measure(sql: Sql): Promise<JournalSize> {
  const [row] = await sql.all<{ lastSeq: number | null; sealed: number | null; unsealed: number }>(
    `select (select value from counters where name = 'last_seq') as lastSeq,
            (select sum(last - first + 1) from batches) as sealed,
            (select count(*) from records) as unsealed`,
  )
  return { lastSeq: row?.lastSeq ?? 0, kept: (row?.sealed ?? 0) + (row?.unsealed ?? 0) }
}
