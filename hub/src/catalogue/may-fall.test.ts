import { describe, expect, test } from 'vitest'
import { mayFall } from './may-fall.ts'
import { meterSchema } from './meter.ts'
import type { PriceOnMeter } from './price.ts'
import { priceSchema } from './price.ts'

const counted = { service: 'sample.use', record: 'opened', aggregation: 'count', unit: 'use' }
const measured = { service: 'sample.use', record: 'reading', reading: 'energy', aggregation: 'sum', unit: 'Wh' }

function why(price: object, meter: object = counted): string | undefined {
  return mayFall(priceSchema.parse({ name: 'Sample', meter: 'sample', ...price }) as PriceOnMeter, meterSchema.parse(meter))
}

const volume = (...tiers: object[]) => ({ model: 'volume', tiers })
const stairs = (...tiers: object[]) => ({ model: 'stairstep', tiers })

describe('a total that never falls', () => {
  test.each([
    ['a price of each unit', { model: 'per_unit', unitPrice: '1' }],
    [
      'with what is included, and limits',
      { model: 'per_unit', unitPrice: '1', includedQuantity: '5', minimum: '2', maximum: '9' },
    ],
    ['tiers that only add', { model: 'graduated', tiers: [{ upTo: '10', unitPrice: '2' }, { unitPrice: '0' }] }],
    ['packages', { model: 'package', packageSize: '10', packagePrice: '3' }],
    ['steps that rise', stairs({ upTo: '10', amount: '5' }, { amount: '5' })],
    [
      'the eleventh use, which costs more than ten did: 10 × 1 and 11 × 0.95',
      volume({ upTo: '10', unitPrice: '1' }, { unitPrice: '0.95' }),
    ],
    ['11 × 10/11 is just 10', volume({ upTo: '10', unitPrice: '1.1' }, { unitPrice: '1' })],
    ['a fee that makes up for it', volume({ upTo: '10', unitPrice: '1' }, { unitPrice: '0.5', flatFee: '5' })],
    ['an end between two uses: 10 × 1 and 11 × 0.95', volume({ upTo: '10.5', unitPrice: '1' }, { unitPrice: '0.95' })],
  ])('%s', (_why, price) => {
    expect(why(price)).toBeUndefined()
  })

  test('what is measured and rounded to whole units: 10 × 1 and 11 × 0.95', () => {
    const unit = { name: 'kWh', size: '1000', rounding: 'up' }
    expect(why({ ...volume({ upTo: '10', unitPrice: '1' }, { unitPrice: '0.95' }), unit }, measured)).toBeUndefined()
  })
})

describe('a total that may fall', () => {
  test.each([
    ['11 × 0.9 is less than 10', volume({ upTo: '10', unitPrice: '1' }, { unitPrice: '0.9' }), 'beyond 10'],
    ['steps that fall', stairs({ upTo: '10', amount: '5' }, { upTo: '20', amount: '7' }, { amount: '6' }), 'beyond 20'],
    [
      'in one band',
      {
        model: 'volume',
        bands: [
          { name: 'day', when: [{ from: '06:00', until: '22:00' }], tiers: [{ unitPrice: '1' }] },
          { name: 'night', tiers: [{ upTo: '2', unitPrice: '5' }, { unitPrice: '1' }] },
        ],
      },
      'beyond 2 in band `night`',
    ],
    ['what is owed to the customer', { model: 'per_unit', unitPrice: '1', credit: true }, 'it is owed to the customer'],
    [
      '11 × 0.95, where less than a use may be free',
      { ...volume({ upTo: '10', unitPrice: '1' }, { unitPrice: '0.95' }), free: { events: 2, quantity: '0.5' } },
      'beyond 10',
    ],
    [
      'begun packages',
      volume({ upTo: '10', unitPrice: '9', packageSize: '5' }, { unitPrice: '5', packageSize: '5' }),
      'beyond 10',
    ],
  ])('%s', (_why, price, words) => {
    expect(why(price)).toBe(words)
  })

  test('the very same tiers of what is measured, where there is always less than one more', () => {
    expect(why(volume({ upTo: '10', unitPrice: '1' }, { unitPrice: '0.95' }), measured)).toBe('beyond 10')
    expect(why({ model: 'per_unit', unitPrice: '1' }, { ...measured, aggregation: 'latest' })).toMatch('latest value')
  })
})
