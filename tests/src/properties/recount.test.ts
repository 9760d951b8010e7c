import { draftInvoice } from '@octroi/hub/invoicing/draft-invoice'
import { billingPeriodsIn } from '@octroi/hub/rating/billing-period'
import { foldUsage } from '@octroi/hub/rating/fold'
import { Recount } from '@octroi/hub/rating/recount'
import type { ReadingUsage } from '@octroi/hub/usage/usage'
import { oneUnit } from '@octroi/shared/money/quantity'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readingMeter, sampleOffer } from '../kit/draft-of-usage.ts'
import { sampleRateCard } from '../kit/sample-price.ts'

/** Every way to count that goes together from batches: sums, the greatest, the latest, cells, and the first in order. */
const card = sampleRateCard(
  sampleOffer({
    meters: [
      readingMeter('sum', 'use', 'sum'),
      readingMeter('max', 'use', 'max', 'window: day'),
      readingMeter('latest', 'use', 'latest'),
      readingMeter('devices', 'use', 'unique', 'of: device, scope: subscription'),
    ],
    prices: [
      'sum: { model: graduated, name: Sum, meter: sum, tiers: [{ upTo: "9", unitPrice: "2" }, { unitPrice: "1" }] }',
      'max: { model: per_unit, name: Max, meter: max, unitPrice: "3" }',
      'latest: { model: per_unit, name: Latest, meter: latest, unitPrice: "5" }',
      'devices: { model: per_unit, name: Devices, meter: devices, unitPrice: "7" }',
      'free: { model: per_unit, name: Free, meter: sum, unitPrice: "1", free: { events: 2, quantity: "11" } }',
    ],
  }),
  'sample',
)

const devices = ['dev_1', 'dev_2'] as const

const reading = fc.record({
  device: fc.constantFrom(...devices),
  hour: fc.integer({ min: 0, max: 24 * 50 }),
  hours: fc.integer({ min: 1, max: 30 }),
  quantity: fc.integer({ min: 0, max: 20 }),
  batch: fc.integer({ min: 0, max: 3 }),
})

test('batches that are counted one by one, in any order, come to what all of them do at once', () => {
  fc.assert(
    fc.property(fc.array(reading, { maxLength: 25 }), fc.shuffledSubarray([0, 1, 2, 3], { minLength: 4 }), (readings, order) => {
      const fromMs = card.subscription.fromMs
      const told = readings.map(({ device, batch, hour, hours, quantity }, index) => {
        const span = { fromMs: fromMs + hour * 3_600_000, untilMs: fromMs + (hour + hours) * 3_600_000 }
        const usage: ReadingUsage = {
          ...{ seq: index + 1, service: 'sample.use', record: 'reading', reading: 'use' },
          ...{ ...span, quantity: BigInt(quantity) * oneUnit },
        }
        return { device, batch, usage }
      })
      const folded = (device: string, batches: readonly number[]) =>
        foldUsage(
          told.filter((each) => each.device === device && batches.includes(each.batch)).map(({ usage }) => usage),
          {
            device: device as 'dev_1',
            rateCards: [card],
            ownerSubscriptions: new Set([card.subscription.id]),
            payers: new Map(),
          },
        )
      const [once, parts] = [new Recount(card), new Recount(card)]
      for (const device of devices) once.add(folded(device, [0, 1, 2, 3]))
      for (const batch of order) for (const device of devices) parts.add(folded(device, [batch]))
      for (const period of billingPeriodsIn(card, { fromMs, untilMs: fromMs + 60 * 86_400_000 })) {
        const draftOf = (recount: Recount) =>
          draftInvoice({ card, period, ...recount.inPeriod(period.fromMs), asOfMs: period.untilMs })
        expect(draftOf(parts)).toEqual(draftOf(once))
      }
    }),
    { numRuns: 100 },
  )
})
