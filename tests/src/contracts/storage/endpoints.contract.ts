import { describe, expect, test } from 'vitest'
import type { OpenStorage } from './open-storage.ts'
import { bytes, newId, sampleEndpoint } from './samples.ts'

export function endpointsContract({ write, read }: OpenStorage): void {
  describe('webhook endpoints', () => {
    test('are counted and listed for each account, in the order of their ids', async () => {
      const [tenant, account, other] = [newId('tenant'), newId('account'), newId('account')]
      const own = [1, 2, 3].map((byte) => sampleEndpoint({ account, sealedSecret: bytes(60, byte) }))
      const others = [sampleEndpoint({ account: other }), sampleEndpoint()]
      await write(tenant, async ({ endpoints }) => {
        for (const endpoint of [...others, ...own.toReversed()]) await endpoints.insert(endpoint)
      })
      const of = (...accounts: readonly (typeof account)[]) => read(tenant, ({ endpoints }) => endpoints.of(accounts))
      expect(await of(account)).toStrictEqual(own)
      expect(await of(other, account)).toStrictEqual([...own, ...others.slice(0, 1)])
      expect(await of(newId('account'))).toEqual([])
      expect(await of()).toEqual([])
    })

    test('that are removed are neither found nor counted, and the others stay', async () => {
      const [tenant, account] = [newId('tenant'), newId('account')]
      const [kept, removed] = [sampleEndpoint({ account }), sampleEndpoint({ account })]
      await write(tenant, async ({ endpoints }) => {
        for (const endpoint of [kept, removed]) await endpoints.insert(endpoint)
        await endpoints.remove(removed.id)
        await endpoints.remove(newId('endpoint'))
      })
      expect(await read(tenant, ({ endpoints }) => endpoints.get(removed.id))).toBeUndefined()
      expect(await read(tenant, ({ endpoints }) => endpoints.of([account]))).toStrictEqual([kept])
    })

    test('may share one address', async () => {
      const [tenant, account] = [newId('tenant'), newId('account')]
      const twice = [sampleEndpoint({ account }), sampleEndpoint({ account })]
      await write(tenant, async ({ endpoints }) => {
        for (const endpoint of twice) await endpoints.insert(endpoint)
      })
      expect(await read(tenant, ({ endpoints }) => endpoints.of([account]))).toStrictEqual(twice)
    })
  })
}
