import { plainBytes } from '@octroi/shared/crypto/bytes'
import type { DeviceId } from '@octroi/shared/ids/id'
import type { Selectable } from 'kysely'
import type { JournalStore } from '../../proof/journal.store.ts'
import { type BatchLink, emptyJournal } from '../../proof/journal-head.ts'
import type { QuarantineStore } from '../../proof/quarantine.store.ts'
import { present } from '../codec.ts'
import type { Database } from '../database.ts'
import type { Scope } from '../scope.ts'
import { quarantineStore } from './quarantine.ts'

type LinkColumns = 'first' | 'last' | 'boot' | 'previous' | 'payload_hash'
const linkColumns = ['first', 'last', 'boot', 'previous', 'payload_hash'] as const

type Batches = Pick<JournalStore, 'envelope' | 'signedAlone' | 'covering' | 'bootAt' | 'receivedAtMs' | 'highest' | 'insertBatch'>
type Chain = Omit<JournalStore, keyof QuarantineStore | keyof Batches>

export function journalStore(scope: Scope): JournalStore {
  return { ...chainStore(scope), ...batchStore(scope), ...quarantineStore(scope) }
}

function chainStore({ db, tenant }: Scope): Chain {
  const batches = db.selectFrom('batches').select(linkColumns).where('tenant', '=', tenant)
  return {
    async head(device) {
      const row = await db
        .selectFrom('journal_heads')
        .selectAll()
        .where('tenant', '=', tenant)
        .where('device', '=', device)
        .executeTakeFirst()
      return row === undefined ? emptyJournal : { boot: plainBytes(row.boot), through: row.through, head: plainBytes(row.head) }
    },

    async putHead(device, { boot, through, head }) {
      const above = db.selectFrom('batches').select('received_ms').where('tenant', '=', tenant).where('device', '=', device)
      const next = above.where('first', '>', through).orderBy('first').limit(1)
      await db
        .insertInto('journal_heads')
        .values({ tenant, device, boot, through, head, gap_ms: next })
        .onConflict((clash) =>
          clash.columns(['tenant', 'device']).doUpdateSet((row) => ({
            boot: row.ref('excluded.boot'),
            through: row.ref('excluded.through'),
            head: row.ref('excluded.head'),
            gap_ms: row.ref('excluded.gap_ms'),
          })),
        )
        .execute()
    },

    async standings(devices) {
      if (devices.length === 0) return []
      const heads = db.selectFrom('journal_heads').select(['device', 'through', 'gap_ms']).where('tenant', '=', tenant)
      const rows = await heads.where('device', 'in', [...devices]).execute()
      return rows.map((row) => ({ device: row.device as DeviceId, through: row.through, ...present('gapSinceMs', row.gap_ms) }))
    },

    async overlapping(device, first, last) {
      const rows = await batches
        .where('device', '=', device)
        .where('first', '<=', last)
        .where('last', '>=', first)
        .orderBy('first', 'desc')
        .limit(2)
        .execute()
      return rows.map(linkOf)
    },

    async ahead(device, through, limit) {
      const rows = await batches.where('device', '=', device).where('first', '>', through).orderBy('first').limit(limit).execute()
      return rows.map(linkOf)
    },
  }
}

function batchStore({ db, tenant }: Scope): Batches {
  const batchesOf = (device: DeviceId) =>
    db.selectFrom('batches').select('envelope').where('tenant', '=', tenant).where('device', '=', device)
  const envelopesOf = (device: DeviceId) => batchesOf(device).where('forgotten_ms', 'is', null)
  return {
    async envelope(device, first) {
      const row = await envelopesOf(device).where('first', '=', first).executeTakeFirstOrThrow()
      return plainBytes(row.envelope)
    },

    async signedAlone(device, first) {
      const forgotten = batchesOf(device).where('first', '=', first).where('forgotten_ms', 'is not', null)
      const row = await forgotten.executeTakeFirst()
      return row && plainBytes(row.envelope)
    },

    async covering(device, seq, overlap) {
      if (overlap !== undefined) {
        const released = db.selectFrom('quarantine').select('bytes').where('tenant', '=', tenant).where('device', '=', device)
        const ofBoot = released.where('overlap', '=', overlap).where('verdict', '=', 'restored').where('state', '=', 'released')
        const row = await ofBoot.where('first', '<=', seq).where('last', '>=', seq).executeTakeFirst()
        return row && plainBytes(row.bytes)
      }
      const covering = envelopesOf(device).where('first', '<=', seq).where('last', '>=', seq)
      const row = await covering.orderBy('first', 'desc').limit(1).executeTakeFirst()
      return row && plainBytes(row.envelope)
    },

    async bootAt(device, seq) {
      const row = await db
        .selectFrom('batches')
        .select('boot')
        .where('tenant', '=', tenant)
        .where('device', '=', device)
        .where('first', '<=', seq)
        .where('last', '>=', seq)
        .orderBy('first', 'desc')
        .limit(1)
        .executeTakeFirstOrThrow()
      return plainBytes(row.boot)
    },

    async receivedAtMs(device, first) {
      const batch = db.selectFrom('batches').select('received_ms').where('tenant', '=', tenant).where('device', '=', device)
      return (await batch.where('first', '=', first).executeTakeFirstOrThrow()).received_ms
    },

    async highest(device) {
      const row = await db
        .selectFrom('batches')
        .select('last')
        .where('tenant', '=', tenant)
        .where('device', '=', device)
        .orderBy('first', 'desc')
        .limit(1)
        .executeTakeFirst()
      return row?.last ?? 0
    },

    async insertBatch(device, { batch, payloadHash, envelope }, receivedAtMs) {
      const { first, count, boot, previous } = batch
      const row = { tenant, device, first, last: first + count - 1, boot, previous, payload_hash: payloadHash, envelope }
      await db
        .insertInto('batches')
        .values({ ...row, received_ms: receivedAtMs })
        .execute()
    },
  }
}

function linkOf(row: Pick<Selectable<Database['batches']>, LinkColumns>): BatchLink {
  return {
    first: row.first,
    count: row.last - row.first + 1,
    boot: plainBytes(row.boot),
    previous: plainBytes(row.previous),
    payloadHash: plainBytes(row.payload_hash),
  }
}
