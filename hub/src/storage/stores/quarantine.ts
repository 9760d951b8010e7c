import { decodeBase64url, plainBytes, toBase64url } from '@octroi/shared/crypto/bytes'
import type { AccountId, DeviceId } from '@octroi/shared/ids/id'
import { type Selectable, type SqlBool, sql } from 'kysely'
import { pageOf } from '../../page.ts'
import type {
  QuarantineDecision,
  Quarantined,
  QuarantineEntry,
  QuarantineKey,
  QuarantineStore,
} from '../../proof/quarantine.store.ts'
import type { Verdict } from '../../proof/verdict.ts'
import { orNull } from '../codec.ts'
import { countAtMost } from '../count-at-most.ts'
import type { Database } from '../database.ts'
import type { Scope } from '../scope.ts'

/** An operator looks at the newest first. */
const shownAtMost = 200

const entryColumns = [
  ...(['verdict', 'detail', 'first', 'last', 'bytes_hash', 'received_ms', 'overlap', 'counted'] as const),
  ...(['state', 'decided_by', 'decided_ms', 'reason'] as const),
] as const

/** As the index of what waits says it. */
const isWaiting = sql<SqlBool>`state = 'waiting'`

/** What is lost whatever the operator says of it, and what may tell something until it is decided. */
const lost: readonly Verdict[] = ['gap', 'wrong_root']
const untold: readonly Verdict[] = ['unreadable_record', 'restored']

type Decisions = Pick<QuarantineStore, 'decide' | 'gaps' | 'isInDoubt'>

export function quarantineStore(scope: Scope): QuarantineStore {
  return { ...entryStore(scope), ...decisionStore(scope) }
}

function entryStore({ db, tenant }: Scope): Omit<QuarantineStore, keyof Decisions> {
  const entriesOf = (device: DeviceId) =>
    db.selectFrom('quarantine').select(entryColumns).where('tenant', '=', tenant).where('device', '=', device)
  return {
    async quarantine(entry) {
      const inserted = await db
        .insertInto('quarantine')
        .values({ tenant, ...rowOf(entry) })
        .onConflict((clash) => clash.columns(['tenant', 'device', 'bytes_hash', 'verdict']).doNothing())
        .executeTakeFirst()
      return inserted.numInsertedOrUpdatedRows === 1n
    },

    async quarantined(device) {
      const rows = await entriesOf(device).orderBy('received_ms', 'desc').limit(shownAtMost).execute()
      return rows.map((row) => entryOf(device, row))
    },

    async quarantinePage({ after, limit }, device, state) {
      const { receivedAtMs, bytesHash, verdict } = readCursor(after)
      const rows = await entriesOf(device)
        .$if(state !== undefined, (query) => query.where('state', '=', state ?? ''))
        .where((where) =>
          where(
            where.refTuple('received_ms', 'bytes_hash', 'verdict'),
            '<',
            where.tuple<number, Uint8Array, string>(receivedAtMs, bytesHash, verdict),
          ),
        )
        .orderBy('received_ms', 'desc')
        .orderBy('bytes_hash', 'desc')
        .orderBy('verdict', 'desc')
        .limit(limit + 1)
        .execute()
      return pageOf(
        rows.map((row) => entryOf(device, row)),
        limit,
        writeCursor,
      )
    },

    async waiting(devices, atMost) {
      const waits = new Map<DeviceId, number>()
      for (const device of devices) {
        const rows = db.selectFrom('quarantine').where('tenant', '=', tenant).where('device', '=', device)
        waits.set(device, await countAtMost(db, rows.where(isWaiting), atMost))
      }
      return new Map([...waits].filter(([, count]) => count > 0))
    },

    async findQuarantined(device, { verdict, bytesHash }) {
      const row = await entriesOf(device)
        .select('bytes')
        .where('bytes_hash', '=', bytesHash)
        .where('verdict', '=', verdict)
        .executeTakeFirst()
      return row && { ...entryOf(device, row), bytes: plainBytes(row.bytes) }
    },
  }
}

function decisionStore({ db, tenant }: Scope): Decisions {
  return {
    async decide({ device, bytesHash, verdict, overlap }, { state, by, atMs, reason }) {
      await db
        .updateTable('quarantine')
        .set({ state, decided_by: by, decided_ms: atMs, reason, overlap: orNull(overlap) })
        .where('tenant', '=', tenant)
        .where('device', '=', device)
        .where('bytes_hash', '=', bytesHash)
        .where('verdict', '=', verdict)
        .execute()
    },

    async gaps(device, { first, last }) {
      const rows = await db
        .selectFrom('quarantine')
        .select(['first', 'last'])
        .where('tenant', '=', tenant)
        .where('device', '=', device)
        .where('verdict', '=', 'gap')
        .where('first', '<=', last)
        .where('last', '>=', first)
        .execute()
      return rows.flatMap((row) => (row.first === null || row.last === null ? [] : [{ first: row.first, last: row.last }]))
    },

    async isInDoubt(device, sinceMs) {
      const doubt = await db
        .selectFrom('quarantine')
        .select('verdict')
        .where('tenant', '=', tenant)
        .where('device', '=', device)
        .where('counted', '=', 0)
        .where((where) => {
          const isSince = where('received_ms', '>=', sinceMs)
          const waits = where('state', '=', 'waiting')
          return where.or([
            where.and([where('verdict', 'in', lost), isSince]),
            where.and([where('verdict', 'in', untold), waits, isSince]),
            // Where a clock was wrong, when it came says nothing either.
            where.and([where('verdict', '=', 'clock_suspect'), waits]),
          ])
        })
        .limit(1)
        .executeTakeFirst()
      return doubt !== undefined
    },
  }
}

function rowOf({ device, bytesHash, verdict, detail, range, bytes, receivedAtMs, overlap, isCounted, decision }: Quarantined) {
  return {
    device,
    bytes_hash: bytesHash,
    verdict,
    detail,
    first: orNull(range?.first),
    last: orNull(range?.last),
    bytes,
    received_ms: receivedAtMs,
    overlap: orNull(overlap),
    counted: isCounted === true ? 1 : 0,
    state: decision?.state ?? 'waiting',
    decided_by: orNull(decision?.by),
    decided_ms: orNull(decision?.atMs),
    reason: orNull(decision?.reason),
  }
}

type EntryRow = Pick<Selectable<Database['quarantine']>, (typeof entryColumns)[number]>

function entryOf(device: DeviceId, row: EntryRow): QuarantineEntry {
  const { first, last, overlap, counted } = row
  return {
    device,
    verdict: row.verdict as Verdict,
    detail: row.detail,
    ...(first === null || last === null ? {} : { range: { first, last } }),
    bytesHash: plainBytes(row.bytes_hash),
    receivedAtMs: row.received_ms,
    ...(overlap === null ? {} : { overlap: plainBytes(overlap) }),
    ...(counted === 0 ? {} : { isCounted: true }),
    ...decisionOf(row),
  }
}

function decisionOf({ state, decided_by: by, decided_ms: atMs, reason }: EntryRow): Pick<QuarantineEntry, 'decision'> {
  if (by === null || atMs === null || reason === null) return {}
  return { decision: { state: state as QuarantineDecision['state'], by: by as AccountId, atMs, reason } }
}

type Cursor = Pick<QuarantineEntry, 'receivedAtMs'> & QuarantineKey

/** A page goes on after what ended the one before. */
function writeCursor({ receivedAtMs, bytesHash, verdict }: Cursor): string {
  return [receivedAtMs, toBase64url(bytesHash), verdict].join('.')
}

function readCursor(after: string | undefined): Omit<Cursor, 'verdict'> & { readonly verdict: string } {
  const [receivedAtMs, bytesHash, verdict = ''] = after?.split('.') ?? []
  return {
    receivedAtMs: Number(receivedAtMs ?? Number.MAX_SAFE_INTEGER),
    bytesHash: bytesHash === undefined ? new Uint8Array(32) : decodeBase64url(bytesHash),
    verdict,
  }
}
