import { sessionMsAtMost } from '@octroi/hub/operators/operator-session'
import { type RetainedTable, retainedTables } from '@octroi/hub/retention/retained'
import type { Stores } from '@octroi/hub/stores'
import { describe, expect, test } from 'vitest'
import type { OpenStorage } from './open-storage.ts'
import {
  bytes,
  newId,
  sampleAccepted,
  sampleApiKey,
  sampleBatch,
  sampleConsent,
  sampleDispute,
  sampleEvent,
  sampleGranted,
  sampleMessage,
  sampleOperatorSession,
  sampleQuarantined,
  sampleRejected,
  sampleSession,
} from './samples.ts'

type Removable = Exclude<RetainedTable, 'batches'>

interface Case {
  /** Writes one row that ended at the instant, and tells whether it is there. */
  readonly ended: (stores: Stores, atMs: number) => Promise<(stores: Stores) => Promise<boolean>>
  /** Writes a row that stays however old it is, and tells whether it is there. */
  readonly stays?: (stores: Stores) => Promise<(stores: Stores) => Promise<boolean>>
}

const device = newId('device')
const owner = newId('account')
const key = (revoked: { readonly revokedAtMs?: number }) =>
  sampleApiKey({ id: newId('apiKey'), tenant: newId('tenant'), account: owner, ...revoked })
const decision = { state: 'dismissed', by: owner, atMs: 0, reason: 'sample' } as const
let count = 0

const cases: Readonly<Record<Removable, Case>> = {
  idempotency_keys: {
    ended: async ({ idempotency }, createdAtMs) => {
      await idempotency.insert(owner, 'key-1', { fingerprint: bytes(32, 1), sealedAnswer: bytes(20, 2), createdAtMs })
      return async (stores) => (await stores.idempotency.find(owner, 'key-1')) !== undefined
    },
  },
  browser_sessions: {
    ended: async ({ accounts }, atMs) => {
      await accounts.insertSession({ tokenHash: bytes(32, 1), key: newId('apiKey'), expiresAtMs: atMs })
      return async (stores) => (await stores.accounts.getSession(bytes(32, 1))) !== undefined
    },
  },
  operator_sessions: {
    ended: async ({ operators }, atMs) => {
      const openedAtMs = atMs - sessionMsAtMost
      await operators.insertSession(sampleOperatorSession({ tokenHash: bytes(32, 1), openedAtMs, usedAtMs: atMs }))
      return async (stores) => (await stores.operators.getSession(bytes(32, 1))) !== undefined
    },
  },
  device_sessions: {
    ended: async ({ devices }, expiresAtMs) => {
      await devices.putSession(sampleSession({ device, tokenHash: bytes(32, 1), expiresAtMs }))
      return (stores) => stores.devices.hasSession(device, bytes(32, 1), -1)
    },
  },
  spent_nonces: {
    ended: async ({ devices }, atMs) => {
      await devices.spendNonce(device, bytes(16, 1), atMs, -1)
      return async (stores) => !(await stores.devices.spendNonce(device, bytes(16, 1), atMs, -1))
    },
  },
  device_claims: {
    ended: async ({ devices }, expiresAtMs) => {
      await devices.insertClaim(device, { hash: bytes(32, 1), expiresAtMs })
      return async (stores) => (await stores.devices.findClaim(bytes(32, 1))) !== undefined
    },
  },
  outbox: {
    ended: async ({ outbox }, createdAtMs) => {
      const message = sampleMessage({ key: `old ${++count}`, createdAtMs })
      await outbox.enqueue([message])
      await outbox.markDelivered(message.id, createdAtMs)
      return async (stores) => (await stores.outbox.list({ limit: 100 })).items.some(({ id }) => id === message.id)
    },
    stays: async ({ outbox }) => {
      const message = sampleMessage({ key: `waits ${++count}`, createdAtMs: 0 })
      await outbox.enqueue([message])
      return async (stores) => (await stores.outbox.list({ limit: 100 })).items.some(({ id }) => id === message.id)
    },
  },
  leases: {
    ended: async ({ leases }, issuedAtMs) => {
      await leases.insert({ device, leaseSeq: 1, signed: bytes(80, 1), issuedAtMs })
      await leases.insert({ device, leaseSeq: 2, signed: bytes(80, 2), issuedAtMs: 1000 })
      return async (stores) => (await stores.persons.rows({ limit: 100, after: 'leases' }, owner))?.items.length === 2
    },
    stays: async ({ leases }) => {
      const other = newId('device')
      await leases.insert({ device: other, leaseSeq: 1, signed: bytes(80, 1), issuedAtMs: 0 })
      return async (stores) => (await stores.leases.newest(other)) !== undefined
    },
  },
  access_events: {
    ended: async ({ authorizations }, atMs) => {
      await authorizations.insertEvents([sampleEvent({ device, seq: 1, atMs })])
      return async (stores) => (await stores.authorizations.deviceEvents({ limit: 9 }, device)).items.length > 0
    },
  },
  overlap_events: {
    ended: async ({ authorizations }, atMs) => {
      await authorizations.insertEvents([sampleEvent({ device, seq: 1, atMs, overlap: bytes(16, 1) })])
      return async (stores) => (await stores.authorizations.deviceEvents({ limit: 9 }, device)).items.length > 0
    },
  },
  quarantine: {
    ended: async ({ journals }, receivedAtMs) => {
      const entry = sampleQuarantined({ device, verdict: 'bad_signature', receivedAtMs })
      await journals.quarantine(entry)
      await journals.decide(entry, decision)
      return async (stores) => (await stores.journals.findQuarantined(device, entry)) !== undefined
    },
    stays: async ({ journals }) => {
      const waits = sampleQuarantined({ device: newId('device'), verdict: 'restored', receivedAtMs: 0 })
      const gap = sampleQuarantined({ device: newId('device'), verdict: 'gap', receivedAtMs: 0 })
      for (const entry of [waits, gap]) await journals.quarantine(entry)
      await journals.decide(gap, decision)
      const head = sampleQuarantined({ device: newId('device'), verdict: 'fork', range: { first: 1, last: 9 }, receivedAtMs: 0 })
      await journals.quarantine(head)
      await journals.decide(head, decision)
      await journals.putHead(head.device, { boot: bytes(16, 1), through: 9, head: bytes(32, 1) })
      return async (stores) => {
        const found = await Promise.all([waits, gap, head].map((entry) => stores.journals.findQuarantined(entry.device, entry)))
        return found.every((entry) => entry !== undefined)
      }
    },
  },
  usage_events: {
    ended: async ({ usageEvents }, receivedAtMs) => {
      const accepted = sampleAccepted({ receivedAtMs })
      await usageEvents.insert([accepted])
      return async (stores) => (await stores.usageEvents.named([accepted.event])).length > 0
    },
  },
  rejected_events: {
    ended: async ({ usageEvents }, receivedAtMs) => {
      const kept = sampleRejected({ receivedAtMs })
      await usageEvents.insertRejected([kept])
      return async (stores) => (await stores.usageEvents.getRejected(kept.rejected)) !== undefined
    },
  },
  authorizations: {
    ended: async ({ authorizations }, untilMs) => {
      const granted = sampleGranted({ id: newId('authorization'), untilMs })
      await authorizations.insert(granted)
      return async (stores) => (await stores.authorizations.get(granted.id)) !== undefined
    },
  },
  api_keys: {
    ended: async ({ accounts }, revokedAtMs) => {
      const revoked = key({ revokedAtMs })
      await accounts.insertApiKey(revoked)
      return async (stores) => (await stores.accounts.getApiKey(revoked.id)) !== undefined
    },
    stays: async ({ accounts }) => {
      const used = key({})
      await accounts.insertApiKey(used)
      return async (stores) => (await stores.accounts.getApiKey(used.id)) !== undefined
    },
  },
  consents: {
    ended: async ({ consents }, untilMs) => {
      const consent = sampleConsent({ id: newId('consent'), untilMs })
      await consents.insert(consent)
      return async (stores) => (await stores.consents.get(consent.id)) !== undefined
    },
    stays: async ({ consents }) => {
      const { untilMs: _, ...consent } = sampleConsent({ id: newId('consent') })
      await consents.insert(consent)
      return async (stores) => (await stores.consents.get(consent.id)) !== undefined
    },
  },
  disputes: {
    ended: async ({ disputes }, endedAtMs) => {
      const dispute = sampleDispute({ id: newId('dispute'), state: 'upheld', endedAtMs })
      await disputes.insert(dispute)
      return async (stores) => (await stores.disputes.get(dispute.id)) !== undefined
    },
    stays: async ({ disputes }) => {
      const dispute = sampleDispute({ id: newId('dispute'), account: newId('account') })
      await disputes.insert(dispute)
      return async (stores) => (await stores.disputes.get(dispute.id)) !== undefined
    },
  },
  audit_entries: {
    ended: async ({ audit }, atMs) => {
      const id = newId('auditEntry')
      await audit.append({
        id,
        atMs,
        account: owner,
        role: 'operator',
        action: 'retention',
        target: 'sample',
        result: 'removed 1',
      })
      return async (stores) => (await stores.audit.list({ limit: 9 })).items.some((entry) => entry.id === id)
    },
  },
}

export function retentionContract({ write }: OpenStorage): void {
  describe('what has served its time', () => {
    const tables = retainedTables.filter((table): table is Removable => table !== 'batches')

    test.each(tables)('%s: goes once it is over, and not a moment before', async (table) => {
      const tenant = newId('tenant')
      await write(tenant, ({ devices }) => devices.insert({ ...deviceRow, owner }))
      const isThere = await write(tenant, (stores) => cases[table].ended(stores, 100))
      const remove = (ms: number) => write(tenant, ({ retention }) => retention.remove(table, ms, 10))
      expect(await remove(99)).toBe(0)
      expect(await write(tenant, isThere)).toBe(true)
      expect(await remove(101)).toBe(1)
      expect(await remove(101)).toBe(0)
      expect(await write(tenant, isThere)).toBe(false)
    })

    test.each(tables.filter((table) => cases[table].stays !== undefined))('%s: what is not over stays', async (table) => {
      const tenant = newId('tenant')
      const isThere = await write(
        tenant,
        async (stores) => (await cases[table].stays?.(stores)) ?? (() => Promise.resolve(false)),
      )
      expect(await write(tenant, ({ retention }) => retention.remove(table, Number.MAX_SAFE_INTEGER, 10))).toBe(0)
      expect(await write(tenant, isThere)).toBe(true)
    })

    test('goes in parts', async () => {
      const tenant = newId('tenant')
      const events = Array.from({ length: 5 }, (_, index) => sampleEvent({ device, seq: index + 1, atMs: index }))
      await write(tenant, ({ authorizations }) => authorizations.insertEvents(events))
      const remove = () => write(tenant, ({ retention }) => retention.remove('access_events', 100, 2))
      expect([await remove(), await remove(), await remove(), await remove()]).toEqual([2, 2, 1, 0])
    })

    test('of batches, those below the head lose their records and stay in the chain', async () => {
      const tenant = newId('tenant')
      const batches = [sampleBatch(1, 2, 1), sampleBatch(3, 2, 2), sampleBatch(5, 2, 3)]
      await write(tenant, async ({ journals }) => {
        for (const [index, batch] of batches.entries()) await journals.insertBatch(device, batch, index * 100)
        await journals.putHead(device, { boot: bytes(16, 1), through: 4, head: bytes(32, 1) })
      })
      const old = (ms: number, limit = 10) => write(tenant, ({ retention }) => retention.oldBatches(ms, limit))
      const firsts = async (...asked: Parameters<typeof old>) => (await old(...asked)).map(({ first }) => first)
      expect([await firsts(0), await firsts(1), await firsts(1000), await firsts(1000, 1)]).toEqual([[], [1], [1, 3], [1]])
      expect((await old(1))[0]?.envelope).toEqual(batches[0]?.envelope)
      const links = () => write(tenant, ({ journals }) => journals.overlapping(device, 1, 2))
      const before = await links()
      await write(tenant, ({ retention }) => retention.forgetRecords({ device, first: 1 }, bytes(90, 7), 5000))
      expect(await firsts(1000)).toEqual([3])
      expect(await links()).toEqual(before)
      const covering = (seq: number) => write(tenant, ({ journals }) => journals.covering(device, seq))
      const alone = (first: number) => write(tenant, ({ journals }) => journals.signedAlone(device, first))
      expect([await alone(1), await alone(3)]).toEqual([bytes(90, 7), undefined])
      expect([await covering(2), (await covering(3))?.length]).toEqual([undefined, batches[1]?.envelope.length])
    })
  })
}

const deviceRow = {
  id: device,
  label: 'Sample',
  services: {},
  state: 'enrolled',
  epoch: 0,
  createdAtMs: 0,
} as const
