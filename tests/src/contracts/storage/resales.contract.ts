import { describe, expect, test } from 'vitest'
import { type OpenStorage, pagesOf } from './open-storage.ts'
import { bytes, newId, sampleResale, sampleWholesaleSource } from './samples.ts'

export function resalesContract({ write, read }: OpenStorage): void {
  describe('resales', () => {
    const partner = () => ({ tenant: newId('tenant'), name: 'Partner' })

    test('a proposal that is accepted has no code any more, and is in force until it ends', async () => {
      const [tenant, other] = [newId('tenant'), partner()]
      const proposed = sampleResale({ code: { hash: bytes(32, 3), expiresAtMs: 900 } })
      const { code: _, ...known } = proposed
      await write(tenant, async ({ resales }) => {
        await resales.insert(proposed)
        await resales.accept(proposed.id, { partner: other, agreedAtMs: 200 })
      })
      const agreed = { ...known, partner: other, agreedAtMs: 200 }
      expect(await read(tenant, ({ resales }) => resales.get(proposed.id))).toStrictEqual(agreed)
      await write(tenant, ({ resales }) => resales.end(proposed.id, { endedAtMs: 300, endedBy: 'reseller' }))
      const ended = { ...agreed, endedAtMs: 300, endedBy: 'reseller' }
      expect(await read(tenant, ({ resales }) => resales.ofAccount(proposed.account))).toStrictEqual([ended])
      const during = (fromMs: number, untilMs?: number) =>
        read(tenant, async ({ resales }) => {
          const found = await resales.agreed('supplier', { fromMs, ...(untilMs === undefined ? {} : { untilMs }) })
          return found.map(({ id }) => id)
        })
      for (const [fromMs, untilMs] of [
        [0, 201],
        [299, 400],
        [0, undefined],
      ] as const) {
        expect(await during(fromMs, untilMs), `${fromMs} to ${untilMs}`).toEqual([proposed.id])
      }
      for (const [fromMs, untilMs] of [
        [0, 200],
        [300, 400],
        [300, undefined],
      ] as const) {
        expect(await during(fromMs, untilMs), `${fromMs} to ${untilMs}`).toEqual([])
      }
    })

    test('each side is found by itself, and a proposal on neither', async () => {
      const tenant = newId('tenant')
      const [sells, proposes] = [sampleResale({ partner: partner(), agreedAtMs: 100 }), sampleResale()]
      const buys = { ...partnerless(), side: 'reseller', partner: partner(), agreedAtMs: 100 } as const
      await write(tenant, async ({ resales }) => {
        for (const each of [sells, proposes, buys]) await resales.insert(each)
      })
      const found = (side: 'supplier' | 'reseller') => read(tenant, ({ resales }) => resales.agreed(side, { fromMs: 100 }))
      expect(await found('supplier')).toEqual([{ id: sells.id, partner: sells.partner }])
      expect(await found('reseller')).toEqual([{ id: buys.id, partner: buys.partner }])
    })

    test('what a wholesale line counts comes by alias and journal, in pages that meet', async () => {
      const [tenant, line] = [newId('tenant'), sampleWholesaleSource()]
      const [one, other] = [newId('device'), newId('device')]
      const at = (device: typeof one, first: number, batch: number) => ({
        ...line,
        ...{ device, seqs: [{ first, last: first }], batch: bytes(32, batch) },
      })
      const sources = [at(one, 1, 5), at(one, 1, 6), at(one, 10, 1), at(other, 2, 1)]
      const others = [{ band: 'night' }, { price: 'gas' }, { periodFromMs: 101 }, { subscription: newId('subscription') }]
      await write(tenant, ({ resales }) => resales.insertSources([...sources, ...others.map((more) => ({ ...line, ...more }))]))
      const pages = await pagesOf(3, (page) => read(tenant, ({ resales }) => resales.sourcesOn(page, line)))
      expect(pages).toStrictEqual([sources.slice(0, 3), sources.slice(3)])
    })

    test('the way across leads to another tenant in the same transaction: both are written, or neither', async () => {
      const [tenant, other, refused] = [newId('tenant'), newId('tenant'), new Error('refused')]
      const [own, theirs] = [sampleResale(), sampleResale()]
      const insertBoth = (fails: boolean) =>
        write(tenant, async (stores) => {
          await stores.resales.insert(own)
          await stores.across.of(other).resales.insert(theirs)
          if (fails) throw refused
        })
      const kept = async () => [
        await read(tenant, ({ resales }) => resales.list({ limit: 5 })),
        await read(other, ({ resales }) => resales.list({ limit: 5 })),
      ]
      await expect(insertBoth(true)).rejects.toBe(refused)
      expect(await kept()).toEqual([{ items: [] }, { items: [] }])
      await insertBoth(false)
      expect(await kept()).toEqual([{ items: [own] }, { items: [theirs] }])
      expect(await read(tenant, ({ across }) => Promise.resolve([across.own, across.of(other).across.own]))).toEqual([
        tenant,
        other,
      ])
    })
  })
}

function partnerless() {
  const { account: _, ...resale } = sampleResale()
  return resale
}
