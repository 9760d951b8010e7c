import type { Charge } from '@octroi/hub/rating/charge'
import type { FoldedUsage } from '@octroi/hub/rating/fold'
import type { Currency } from '@octroi/shared/money/currency'
import { type Rational, rational } from '@octroi/shared/money/rational'
import { recordsPerBatchAtMost } from '@octroi/shared/wire/messages/journal'
import { describe, expect, test } from 'vitest'
import { type OpenStorage, pagesOf } from './open-storage.ts'
import { newId, sampleAggregate, sampleCharge, sampleUnrated } from './samples.ts'

const most = 2n ** 63n - 1n
const nothing: FoldedUsage = { aggregates: [], charges: [], sources: [], unrated: [], series: [] }

export function ratingContract({ write, read }: OpenStorage): void {
  describe('rating', () => {
    test('sums are exact beyond 2^63', async () => {
      const tenant = newId('tenant')
      const sum = sampleAggregate({ quantity: most, records: 2 })
      const fold = { ...nothing, aggregates: [sum, { ...sum, band: 'off-peak', quantity: -1n }] }
      await write(tenant, ({ rating }) => rating.fold(newId('device'), fold))
      await write(tenant, ({ rating }) => rating.fold(newId('device'), fold))
      const sums = await read(tenant, ({ rating }) => rating.aggregates([sum.subscription], 100))
      expect(sums.toSorted((left, right) => left.band.localeCompare(right.band))).toStrictEqual([
        { ...sum, band: 'off-peak', quantity: -2n, records: 4 },
        { ...sum, quantity: 2n * most, records: 4 },
      ])
      expect(await read(tenant, ({ rating }) => rating.aggregates([sum.subscription], 101))).toEqual([])
    })

    test.each([
      ['up to 128 bits', [2n ** 126n, 2n ** 126n - 1n], 2n ** 127n - 1n],
      ['down to 128 bits', [-(2n ** 126n), 1n - 2n ** 126n], 1n - 2n ** 127n],
      ['back to zero', [most, most, -2n * most], 0n],
      ['by one where doubles no longer count', [2n ** 53n, 1n, 2n ** 53n, 1n], 2n ** 54n + 2n],
    ])('sums are exact %s', async (_what, quantities, expected) => {
      const [tenant, device, sum] = [newId('tenant'), newId('device'), sampleAggregate()]
      for (const quantity of quantities) {
        const fold = { ...nothing, aggregates: [{ ...sum, quantity }], unrated: [sampleUnrated({ quantity })] }
        await write(tenant, ({ rating }) => rating.fold(device, fold))
      }
      const sums = await read(tenant, ({ rating }) => rating.aggregates([sum.subscription], sum.periodFromMs))
      expect(sums.map(({ quantity }) => quantity)).toEqual([expected])
      expect((await read(tenant, ({ rating }) => rating.unrated(device))).map(({ quantity }) => quantity)).toEqual([expected])
    })

    test('a sum beyond 128 bits is refused, and nothing of that fold is kept', async () => {
      const [tenant, device, sum] = [newId('tenant'), newId('device'), sampleAggregate({ quantity: 2n ** 126n })]
      const charge = sampleCharge({ subscription: sum.subscription, device })
      await write(tenant, ({ rating }) => rating.fold(device, { ...nothing, aggregates: [sum] }))
      const fold = {
        ...nothing,
        aggregates: [sampleAggregate({ ...sum, band: 'night' }), sum],
        charges: [charge],
        unrated: [sampleUnrated()],
      }
      await expect(write(tenant, ({ rating }) => rating.fold(device, fold))).rejects.toThrow('128 bits')
      expect(await read(tenant, ({ rating }) => rating.aggregates([sum.subscription], 100))).toStrictEqual([sum])
      expect(await read(tenant, ({ rating }) => rating.chargesOf(charge.authorization))).toEqual([])
      expect(await read(tenant, ({ rating }) => rating.unrated(device))).toEqual([])
    })

    test('sums that are added to at once lose nothing', async () => {
      const [tenant, sum] = [newId('tenant'), sampleAggregate({ quantity: most })]
      const fold = () => write(tenant, ({ rating }) => rating.fold(newId('device'), { ...nothing, aggregates: [sum] }))
      await Promise.all(Array.from({ length: 10 }, fold))
      expect(await read(tenant, ({ rating }) => rating.aggregates([sum.subscription], 100))).toStrictEqual([
        { ...sum, quantity: 10n * most, records: 10 },
      ])
    })

    test('sums are apart where subscription, period, price, version or band differ', async () => {
      const [tenant, sum] = [newId('tenant'), sampleAggregate()]
      const others = [
        { subscription: newId('subscription') },
        { periodFromMs: 101 },
        { price: 'openings' },
        { band: 'night' },
        { version: 2 },
        { price: 'energy ', band: 'Peak' },
      ]
      const aggregates = [sum, ...others.map((more) => ({ ...sum, ...more }))]
      await write(tenant, ({ rating }) => rating.fold(newId('device'), { ...nothing, aggregates }))
      const of = (periodFromMs: number, ...more: readonly (typeof sum.subscription)[]) =>
        read(tenant, ({ rating }) => rating.aggregates(more, periodFromMs))
      expect(await of(100, sum.subscription)).toHaveLength(5)
      expect(await of(101, sum.subscription)).toStrictEqual([{ ...sum, periodFromMs: 101 }])
      expect(await of(100, sum.subscription, ...aggregates.map(({ subscription }) => subscription))).toHaveLength(6)
      expect(await of(100)).toEqual([])
    })

    test('charges keep exact amounts and come in pages, also at one instant', async () => {
      const [tenant, subscription, device] = [newId('tenant'), newId('subscription'), newId('device')]
      const charges = [9, 10, 11].map((seq) => sampleCharge({ subscription, device, seq }))
      const later = sampleCharge({ subscription, device, seq: 1, happenedAtMs: 1000 })
      const [twice, other] = [sampleCharge({ subscription, device, seq: 11, price: 'surcharge' }), sampleCharge({ device })]
      await write(tenant, ({ rating }) => rating.fold(device, { ...nothing, charges: [later, ...charges, other, twice] }))
      const pages = (limit: number) => pagesOf(limit, (page) => read(tenant, ({ rating }) => rating.charges(page, subscription)))
      const newestFirst = [later, twice, ...charges.toReversed()]
      expect(await pages(2)).toStrictEqual([newestFirst.slice(0, 2), newestFirst.slice(2, 4), newestFirst.slice(4)])
      expect(await pages(5)).toStrictEqual([newestFirst])
      const [fromMs = 0] = charges.map(({ happenedAtMs }) => happenedAtMs)
      const within = (span: { fromMs: number; untilMs: number }) =>
        pagesOf(2, (page) => read(tenant, ({ rating }) => rating.chargesIn(page, subscription, span)))
      expect(await within({ fromMs, untilMs: 1000 })).toStrictEqual([newestFirst.slice(1, 3), newestFirst.slice(3)])
      expect(await within({ fromMs: fromMs + 1, untilMs: 1001 })).toStrictEqual([[later]])
      const authorization = charges[0]?.authorization ?? newId('authorization')
      expect(await read(tenant, ({ rating }) => rating.chargesOf(authorization))).toStrictEqual(charges.slice(0, 1))
      expect(await read(tenant, ({ rating }) => rating.chargesOf(newId('authorization')))).toEqual([])
    })

    test.each<readonly [string, bigint, Rational, string]>([
      ['nothing', 0n, rational(0n), 'EUR'],
      ['a third taken back', -1n, rational(-1n, 3n), 'EUR'],
      ['the finest price of the smallest quantity', 1n, rational(1n, 10n ** 21n), 'JPY'],
      ['a day’s share of a month', most, rational(299n, 3100n), 'GBP'],
      ['more than 2^63, with a fraction', 2n ** 64n + 1n, rational(2n ** 64n + 1n, 7n), 'EUR'],
      ['more than 2^63, with decimals', 2n ** 126n, rational(2n ** 90n + 1n, 10n ** 9n), 'EUR'],
    ])('a charge of %s stays exact', async (_what, quantity, exact, currency) => {
      const tenant = newId('tenant')
      const charge = sampleCharge({ quantity, exact, currency: currency as Currency })
      await write(tenant, ({ rating }) => rating.fold(charge.device, { ...nothing, charges: [charge] }))
      expect(await read(tenant, ({ rating }) => rating.chargesOf(charge.authorization))).toStrictEqual([charge])
    })

    test('the same usage is charged once at each price', async () => {
      const [tenant, charge] = [newId('tenant'), sampleCharge()]
      const fold = () => write(tenant, ({ rating }) => rating.fold(charge.device, { ...nothing, charges: [charge] }))
      await fold()
      await expect(fold()).rejects.toThrow(/constraint|duplicate/i)
      expect(await read(tenant, ({ rating }) => rating.chargesOf(charge.authorization))).toHaveLength(1)
    })

    test('where a charge stands is known by usage and price alone', async () => {
      const [tenant, charge] = [newId('tenant'), sampleCharge()]
      await write(tenant, ({ rating }) => rating.fold(charge.device, { ...nothing, charges: [charge] }))
      const isCharged = (...charges: readonly Charge[]) => read(tenant, ({ rating }) => rating.isChargedAt(charges))
      const others = [
        { subscription: newId('subscription') },
        { happenedAtMs: charge.happenedAtMs + 1 },
        { device: newId('device') },
        { seq: charge.seq + 1 },
        { price: 'surcharge' },
      ].map((more) => ({ ...charge, ...more }))
      expect([await isCharged(), await isCharged(...others)]).toEqual([false, false])
      expect(await isCharged(...others, { ...charge, authorization: newId('authorization') })).toBe(true)
    })

    test('a whole batch of openings is charged at two prices', async () => {
      const [tenant, subscription, device] = [newId('tenant'), newId('subscription'), newId('device')]
      const charges = Array.from({ length: recordsPerBatchAtMost }, (_, seq) =>
        ['opening', 'surcharge'].map((price) => sampleCharge({ subscription, device, seq, price })),
      ).flat()
      await write(tenant, ({ rating }) => rating.fold(device, { ...nothing, charges }))
      const { items } = await read(tenant, ({ rating }) => rating.charges({ limit: charges.length }, subscription))
      expect(items).toHaveLength(charges.length)
    })

    test('usage nobody pays for is added up, for each device, service and meter', async () => {
      const [tenant, device, other] = [newId('tenant'), newId('device'), newId('device')]
      const [sum, export_] = [sampleUnrated({ quantity: most }), sampleUnrated({ meter: 'export', quantity: 5n })]
      const fold = (of: typeof device) => write(tenant, ({ rating }) => rating.fold(of, { ...nothing, unrated: [sum, export_] }))
      await fold(device)
      await fold(device)
      await fold(other)
      const unrated = await read(tenant, ({ rating }) => rating.unrated(device))
      expect(unrated.toSorted((left, right) => left.meter.localeCompare(right.meter))).toStrictEqual([
        { ...export_, quantity: 10n, records: 2 },
        { ...sum, quantity: 2n * most, records: 2 },
      ])
      expect(await read(tenant, ({ rating }) => rating.unrated(other))).toHaveLength(2)
    })
  })
}
