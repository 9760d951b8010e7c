import { describe, expect, test } from 'vitest'
import { type OpenStorage, pagesOf } from './open-storage.ts'
import { newId, sampleVersion } from './samples.ts'

export function catalogueContract({ write, read }: OpenStorage): void {
  describe('catalogue', () => {
    test('the version in effect is the newest that has begun', async () => {
      const tenant = newId('tenant')
      const versions = [100, 200, 200].map((effectiveFromMs, index) => sampleVersion(index + 1, { effectiveFromMs }))
      await write(tenant, async ({ catalogue }) => {
        for (const version of versions) await catalogue.insert(version)
      })
      const at = (ms: number) => read(tenant, async ({ catalogue }) => (await catalogue.inEffectAt(ms))?.version)
      expect([await at(99), await at(100), await at(199), await at(200)]).toEqual([undefined, 1, 1, 3])
      expect(await read(tenant, ({ catalogue }) => catalogue.get(2))).toStrictEqual(versions[1])
    })

    test('the latest version has the greatest number, though it is not in effect yet', async () => {
      const tenant = newId('tenant')
      const [now, later] = [sampleVersion(9, { effectiveFromMs: 100 }), sampleVersion(10, { effectiveFromMs: 10_000 })]
      await write(tenant, async ({ catalogue }) => {
        await catalogue.insert(later)
        await catalogue.insert(now)
      })
      expect(await read(tenant, ({ catalogue }) => catalogue.latest())).toStrictEqual(later)
      expect(await read(tenant, ({ catalogue }) => catalogue.inEffectAt(200))).toStrictEqual(now)
    })

    test('a version is published once and keeps what it said', async () => {
      const tenant = newId('tenant')
      await write(tenant, ({ catalogue }) => catalogue.insert(sampleVersion(1, { source: 'first' })))
      await expect(write(tenant, ({ catalogue }) => catalogue.insert(sampleVersion(1, { source: 'second' })))).rejects.toThrow(
        /constraint|duplicate/i,
      )
      expect((await read(tenant, ({ catalogue }) => catalogue.get(1)))?.source).toBe('first')
    })

    test('those that touch who had subscribed before are found after a version and before an instant, newest first', async () => {
      const tenant = newId('tenant')
      const touching = ['date', 'new', 'renewal', 'date', 'renewal'] as const
      await write(tenant, async ({ catalogue }) => {
        for (const [index, touches] of touching.entries()) {
          await catalogue.insert(sampleVersion(index + 1, { touches, effectiveFromMs: (index + 1) * 100 }))
        }
      })
      const found = async (after: number, beforeMs: number) => {
        const dates = await read(tenant, ({ catalogue }) => catalogue.touching({ after, beforeMs }))
        return dates.map(({ version }) => version)
      }
      expect([await found(0, 1000), await found(1, 500), await found(1, 501)]).toEqual([
        [5, 4, 3, 1],
        [4, 3],
        [5, 4, 3],
      ])
      expect(await read(tenant, ({ catalogue }) => catalogue.touching({ after: 3, beforeMs: 401 }))).toStrictEqual([
        { version: 4, effectiveFromMs: 400, touches: 'date' },
      ])
    })

    test('versions are listed by their number, newest first, in pages that meet', async () => {
      const tenant = newId('tenant')
      await write(tenant, async ({ catalogue }) => {
        for (let version = 1; version <= 12; version++) await catalogue.insert(sampleVersion(version))
      })
      const listed = async (limit: number) => {
        const pages = await pagesOf(limit, (page) => read(tenant, ({ catalogue }) => catalogue.list(page)))
        return pages.map((items) => items.map(({ version }) => version))
      }
      expect(await listed(5)).toEqual([
        [12, 11, 10, 9, 8],
        [7, 6, 5, 4, 3],
        [2, 1],
      ])
      expect(await listed(12)).toEqual([[12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1]])
      expect(await read(newId('tenant'), ({ catalogue }) => catalogue.list({ limit: 5 }))).toStrictEqual({ items: [] })
    })
  })
}
