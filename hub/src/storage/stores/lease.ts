import { plainBytes } from '@octroi/shared/crypto/bytes'
import type { DeviceId } from '@octroi/shared/ids/id'
import type { LeaseStore } from '../../authorizations/lease.store.ts'
import { orNull, present } from '../codec.ts'
import type { Scope } from '../scope.ts'

export function leaseStore({ db, tenant }: Scope): LeaseStore {
  return {
    async newest(device) {
      const row = await db
        .selectFrom('leases')
        .selectAll()
        .where('tenant', '=', tenant)
        .where('device', '=', device)
        .orderBy('lease_seq', 'desc')
        .limit(1)
        .executeTakeFirst()
      if (row === undefined) return undefined
      return {
        device: row.device as DeviceId,
        leaseSeq: row.lease_seq,
        signed: plainBytes(row.signed),
        issuedAtMs: row.issued_ms,
        ...present('appliedSeq', row.applied_seq),
      }
    },

    async insert({ device, leaseSeq, signed, issuedAtMs, appliedSeq }) {
      const row = { tenant, device, lease_seq: leaseSeq, signed, issued_ms: issuedAtMs, applied_seq: orNull(appliedSeq) }
      await db.insertInto('leases').values(row).execute()
    },

    async goneBy(device, through) {
      const row = await db
        .selectFrom('leases')
        .select('lease_seq')
        .where('tenant', '=', tenant)
        .where('device', '=', device)
        .where('applied_seq', '<=', through)
        .orderBy('lease_seq', 'desc')
        .limit(1)
        .executeTakeFirst()
      return row?.lease_seq ?? 0
    },

    async setApplied(device, leaseSeq, appliedSeq) {
      await db
        .updateTable('leases')
        .set({ applied_seq: appliedSeq })
        .where('tenant', '=', tenant)
        .where('device', '=', device)
        .where('lease_seq', '=', leaseSeq)
        .where('applied_seq', 'is', null)
        .execute()
    },
  }
}
