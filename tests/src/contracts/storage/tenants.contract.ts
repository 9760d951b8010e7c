import type { KeyUse } from '@octroi/shared/wire/messages/keyset'
import { describe, expect, test } from 'vitest'
import type { OpenStorage } from './open-storage.ts'
import { bytes, newId, sampleApiKey, sampleSigningKey, sampleTenant } from './samples.ts'

export function tenantsContract({ write, read, tenants: tenantsOf }: OpenStorage): void {
  describe('a tenant', () => {
    const older = sampleSigningKey({ publicKey: bytes(32, 1), use: 'permits', notBefore: 100 })
    const newest = sampleSigningKey({ publicKey: bytes(32, 2), use: 'permits', notBefore: 200, sealedSecret: bytes(60, 9) })
    const receipts = sampleSigningKey({ publicKey: bytes(32, 3), use: 'receipts', notBefore: 300, expiresAt: 700 })

    test('comes back with its policy, its root key and its key set', async () => {
      const tenant = sampleTenant({
        policy: { windowSecondsAtMost: 60, aheadSecondsAtMost: 0, holderKeyRequired: false, maxOpenSeconds: 1 },
      })
      await write(tenant.id, ({ tenants }) => tenants.insert(tenant, [newest]))
      expect(await read(tenant.id, ({ tenants }) => tenants.get())).toStrictEqual(tenant)
    })

    test.each<readonly [KeyUse, unknown]>([
      ['permits', newest],
      ['receipts', receipts],
      ['leases', undefined],
    ])('signs %s with the newest of its keys for that', async (use, expected) => {
      const tenant = sampleTenant()
      await write(tenant.id, ({ tenants }) => tenants.insert(tenant, [older, newest, receipts]))
      expect(await read(tenant.id, ({ tenants }) => tenants.signingKey(use))).toStrictEqual(expected)
    })

    test('signs with the keys that came with a newer key set, and goes by that set', async () => {
      const tenant = sampleTenant()
      await write(tenant.id, ({ tenants }) => tenants.insert(tenant, [older, receipts]))
      await write(tenant.id, ({ tenants }) => tenants.replaceKeys(bytes(90, 7), [newest]))
      expect(await read(tenant.id, ({ tenants }) => tenants.get())).toStrictEqual({ ...tenant, keyset: bytes(90, 7) })
      const signing = (use: KeyUse) => read(tenant.id, ({ tenants }) => tenants.signingKey(use))
      expect([await signing('permits'), await signing('receipts')]).toStrictEqual([newest, receipts])
    })

    test('keeps the first test twin that is named', async () => {
      const [tenant, twin] = [sampleTenant(), newId('tenant')]
      await write(tenant.id, ({ tenants }) => tenants.insert(tenant, [newest]))
      for (const named of [twin, newId('tenant')]) await write(tenant.id, ({ tenants }) => tenants.nameTestTwin(named))
      expect(await read(tenant.id, ({ tenants }) => tenants.get())).toStrictEqual({ ...tenant, testTwin: twin })
    })

    test('of test mode comes back as one', async () => {
      const tenant = sampleTenant({ mode: 'test' })
      await write(tenant.id, ({ tenants }) => tenants.insert(tenant, [newest]))
      expect((await read(tenant.id, ({ tenants }) => tenants.get()))?.mode).toBe('test')
    })

    test('is founded once', async () => {
      const tenant = sampleTenant()
      const found = (name: string, publicKey: Uint8Array) =>
        write(tenant.id, ({ tenants }) => tenants.insert({ ...tenant, name }, [sampleSigningKey({ publicKey })]))
      await found('First', bytes(32, 1))
      await expect(found('Second', bytes(32, 2))).rejects.toThrow(/constraint|duplicate/i)
      expect((await read(tenant.id, ({ tenants }) => tenants.get()))?.name).toBe('First')
      expect((await read(tenant.id, ({ tenants }) => tenants.signingKey('permits')))?.publicKey).toEqual(bytes(32, 1))
    })

    test('is in the list of all tenants once it is founded', async () => {
      const [founded, unfounded] = [[sampleTenant(), sampleTenant()], newId('tenant')]
      await write(unfounded, ({ accounts }) => accounts.insertApiKey(sampleApiKey({ tenant: unfounded })))
      for (const tenant of founded) await write(tenant.id, ({ tenants }) => tenants.insert(tenant, [newest]))
      const ours: readonly string[] = [...founded.map(({ id }) => id), unfounded]
      expect((await tenantsOf()).filter((id) => ours.includes(id))).toEqual(founded.map(({ id }) => id))
    })
  })

  describe('an API key', () => {
    test.each([
      ['in use', {}],
      ['revoked', { revokedAtMs: 900 }],
    ])('that is %s comes back as it was given', async (_state, more) => {
      const tenant = newId('tenant')
      const key = sampleApiKey({ tenant, role: 'operator', ...more })
      await write(tenant, ({ accounts }) => accounts.insertApiKey(key))
      expect(await read(tenant, ({ accounts }) => accounts.getApiKey(key.id))).toStrictEqual(key)
    })
  })
}
