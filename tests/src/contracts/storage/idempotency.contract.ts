import { describe, expect, test } from 'vitest'
import type { OpenStorage } from './open-storage.ts'
import { bytes, newId } from './samples.ts'

export function idempotencyContract({ write, read }: OpenStorage): void {
  describe('idempotent answers', () => {
    const answer = { fingerprint: bytes(32, 1), sealedAnswer: bytes(20, 2), createdAtMs: 100 }

    test('are found by account and key, and forgotten in time', async () => {
      const [tenant, account] = [newId('tenant'), newId('account')]
      await write(tenant, ({ idempotency }) => idempotency.insert(account, 'key-1', answer))
      const find = () => read(tenant, ({ idempotency }) => idempotency.find(account, 'key-1'))
      expect(await find()).toStrictEqual(answer)
      expect(await read(tenant, ({ idempotency }) => idempotency.find(newId('account'), 'key-1'))).toBeUndefined()
      await write(tenant, ({ retention }) => retention.remove('idempotency_keys', 100, 10))
      expect(await find()).toEqual(answer)
      await write(tenant, ({ retention }) => retention.remove('idempotency_keys', 101, 10))
      expect(await find()).toBeUndefined()
    })

    test.each([
      ['in case', 'KEY-1'],
      ['in a space at the end', 'key-1 '],
      ['in an accent', 'kéy-1'],
      ['in a wild card', 'key_1'],
    ])('of keys that differ only %s are two', async (_what, alike) => {
      const [tenant, account] = [newId('tenant'), newId('account')]
      const other = { ...answer, fingerprint: bytes(32, 9) }
      const find = (key: string) => read(tenant, ({ idempotency }) => idempotency.find(account, key))
      await write(tenant, ({ idempotency }) => idempotency.insert(account, 'key-1', answer))
      expect(await find(alike)).toBeUndefined()
      await write(tenant, ({ idempotency }) => idempotency.insert(account, alike, other))
      expect([await find('key-1'), await find(alike)]).toStrictEqual([answer, other])
    })

    test('are given once: of two who answer the same request, one is told', async () => {
      const [tenant, account] = [newId('tenant'), newId('account')]
      const insert = (byte: number) =>
        write(tenant, ({ idempotency }) => idempotency.insert(account, 'key-1', { ...answer, fingerprint: bytes(32, byte) }))
      await insert(1)
      await expect(insert(2)).rejects.toThrow(/constraint|duplicate/i)
      expect(await read(tenant, ({ idempotency }) => idempotency.find(account, 'key-1'))).toStrictEqual(answer)
    })
  })
}
