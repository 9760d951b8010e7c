import { formatExact } from '@octroi/shared/money/decimal'
import { sum } from '@octroi/shared/money/rational'
import { describe, expect, test } from 'vitest'
import { draftOfUsage, readingMeter, type SampleOffer, sampleOffer } from '../kit/draft-of-usage.ts'

/**
 * Figures of public tariffs of sessions and transactions, transcribed from the sources that each group names. One line of
 * usage is one session; what lasts so long has its own kind of reading, as has what it used.
 */
const minutesAfter = (start: string, minutes: number): string =>
  new Date(Date.parse(start) + minutes * 60_000).toISOString().replace('.000Z', 'Z')
const monday = '2026-01-05T09:30:00Z'

/** A session: which meter's reading, how many minutes, from when. */
const lasting = (meter: string, minutes: number, start = monday): object => ({ meter, start, end: minutesAfter(start, minutes) })
const using = (meter: string, quantity: string, start = monday): object => ({
  meter,
  start,
  end: minutesAfter(start, 1),
  quantity,
})

const hour = 'unit: { name: hour, size: "3600" }'
const kWh = 'unit: { name: kWh, size: "1000" }'
const perUnit = (key: string, meter: string, unitPrice: string, more = ''): string =>
  `${key}: { model: per_unit, name: Sample, meter: ${meter}, unitPrice: "${unitPrice}"${more === '' ? '' : `, ${more}`} }`
const banded = (key: string, meter: string, bands: readonly string[], more = ''): string =>
  `${key}: { model: per_unit, name: Sample, meter: ${meter}, bands: [${bands.join(', ')}]${more === '' ? '' : `, ${more}`} }`

const charging = [readingMeter('charging', 'charging', 'duration'), readingMeter('started', 'charging', 'count')]
const energy = readingMeter('energy', 'energy', 'sum')
const startedFee = [readingMeter('begun', 'energy', 'count')]

type Case = readonly [id: string, offer: SampleOffer, usage: readonly object[], expected: string]

/** ocpi/ocpi at 3979887793d9, mod_tariffs.asciidoc and its examples, before VAT. */
const ocpi: readonly Case[] = [
  [
    'OCPI-07: a maximum over all of the session, which is not reached',
    {
      meters: [energy, ...startedFee],
      prices: [perUnit('fee', 'begun', '0.50'), perUnit('energy', 'energy', '0.25', kWh)],
      more: 'spend: { maximum: "10.00" }',
    },
    [using('energy', '30000')],
    '8',
  ],
  [
    'OCPI-10: 2.5 hours, in a currency without stated VAT',
    { meters: charging, prices: [perUnit('time', 'charging', '2.10', `${hour}, step: "1"`)], currency: 'CAD' },
    [lasting('charging', 150)],
    '5.25',
  ],
  [
    'OCPI-28: by how long it had lasted, which the charger tells with each reading',
    {
      meters: [energy],
      prices: [
        banded(
          'energy',
          'energy',
          [
            '{ name: first, unitPrice: "0", where: { lasted: [under-30] } }',
            '{ name: second, unitPrice: "0.25", where: { lasted: [under-60] } }',
            '{ name: rest, unitPrice: "0.40" }',
          ],
          kWh,
        ),
      ],
    },
    [
      { ...using('energy', '5000'), attributes: { lasted: 'under-30' } },
      { ...using('energy', '1200', minutesAfter(monday, 30)), attributes: { lasted: 'under-60' } },
    ],
    '0.3',
  ],
  [
    'OCPI-13: by the current that was drawn, by weekday and by hours, then parked',
    {
      meters: [...charging, readingMeter('parking', 'parking', 'duration')],
      prices: [
        perUnit('start', 'started', '2.50'),
        banded(
          'time',
          'charging',
          [
            '{ name: slow, unitPrice: "1.00", where: { current: [below-32] }, step: "900" }',
            '{ name: weekdays, unitPrice: "2.00", when: [{ days: [mon, tue, wed, thu, fri], from: "00:00", until: "24:00" }], step: "600" }',
            '{ name: weekend, unitPrice: "1.25", step: "600" }',
          ],
          hour,
        ),
        banded(
          'parking',
          'parking',
          [
            '{ name: weekdays, unitPrice: "5.00", when: [{ days: [mon, tue, wed, thu, fri], from: "09:00", until: "18:00" }], step: "300" }',
            '{ name: saturday, unitPrice: "6.00", when: [{ days: [sat], from: "10:00", until: "17:00" }], step: "300" }',
            '{ name: free, unitPrice: "0" }',
          ],
          hour,
        ),
      ],
    },
    [{ ...lasting('charging', 165), attributes: { current: 'below-32' } }, lasting('parking', 42, minutesAfter(monday, 165))],
    '9',
  ],
  [
    'OCPI-16: reserved for 13 minutes, then 20 kWh',
    {
      meters: [
        readingMeter('reserved', 'reserved', 'duration'),
        readingMeter('reservations', 'reserved', 'count'),
        energy,
        ...startedFee,
      ],
      prices: [
        perUnit('reservation', 'reservations', '2.00'),
        perUnit('reserved', 'reserved', '5.00', `${hour}, step: "300"`),
        perUnit('fee', 'begun', '0.50'),
        perUnit('energy', 'energy', '0.25', kWh),
      ],
    },
    [lasting('reserved', 13), using('energy', '20000')],
    '8.75',
  ],
  [
    'OCPI-19: a reservation that is used, and one that ran out has another price',
    {
      meters: [readingMeter('reserved', 'reserved', 'duration'), energy, ...startedFee],
      prices: [
        banded(
          'reserved',
          'reserved',
          ['{ name: expired, unitPrice: "6.00", where: { ended: [expired] } }', '{ name: used, unitPrice: "3.00" }'],
          `${hour}, step: "600"`,
        ),
        perUnit('fee', 'begun', '0.50'),
        perUnit('energy', 'energy', '0.25', kWh),
      ],
    },
    [{ ...lasting('reserved', 22), attributes: { ended: 'used' } }, using('energy', '20000')],
    '7',
  ],
  [
    'OCPI-22: rounded up by the step of the last band, which takes what is added',
    {
      meters: charging,
      prices: [
        banded(
          'time',
          'charging',
          [
            '{ name: day, unitPrice: "1.20", when: [{ from: "00:00", until: "17:00" }], step: "1800" }',
            '{ name: evening, unitPrice: "2.40", step: "900" }',
          ],
          hour,
        ),
      ],
    },
    [lasting('charging', 35, '2026-01-05T16:35:00Z')],
    '1.3',
  ],
  [
    'OCPI-25: steps of 25 Wh',
    { meters: [energy], prices: [perUnit('energy', 'energy', '0.25', `${kWh}, step: "25"`)] },
    [using('energy', '115.2')],
    '0.03125',
  ],
  [
    'OCPI-31: 6 minutes before and 22 after, in steps of 10',
    {
      meters: charging,
      prices: [
        banded(
          'time',
          'charging',
          ['{ name: day, unitPrice: "5", when: [{ from: "00:00", until: "17:00" }] }', '{ name: evening, unitPrice: "7" }'],
          `${hour}, step: "600"`,
        ),
      ],
    },
    [lasting('charging', 28, '2026-01-05T16:54:00Z')],
    '3.3',
  ],
]

/** cgrates/cgrates: rating of calls by increments, and a connect fee by the rate that holds at the start. */
const talk = [readingMeter('talk', 'talk', 'duration'), readingMeter('calls', 'talk', 'count')]
const seconds = (length: number, start = monday): object => ({ meter: 'talk', start, end: minutesAfter(start, length / 60) })
const work = 'when: [{ days: [mon, tue, wed, thu, fri], from: "00:00", until: "18:00" }]'
const cgrates: readonly Case[] = [
  [
    'CGR-INC-85: a minute at least, then by the second',
    { meters: talk, prices: [perUnit('talk', 'talk', '1', 'step: "1", minimumStep: "60"')] },
    [seconds(85)],
    '85',
  ],
  [
    'CGR-306-57: half a minute at least, then by six seconds',
    {
      meters: talk,
      prices: [perUnit('talk', 'talk', '0.006', 'unit: { name: minute, size: "60" }, step: "6", minimumStep: "30"')],
    },
    [seconds(57)],
    '0.006',
  ],
  [
    'CGR-TOD-1 with its connect fee',
    {
      meters: talk,
      prices: [
        banded('talk', 'talk', [`{ name: work, unitPrice: "1", ${work} }`, '{ name: free, unitPrice: "0.5" }']),
        banded('connect', 'calls', [`{ name: work, unitPrice: "1", ${work} }`, '{ name: free, unitPrice: "0" }']),
      ],
    },
    [seconds(3600, '2026-01-08T17:30:00Z')],
    '2701',
  ],
]

/** getlago/lago-api at 1b1c24a6a6c3, spec/services/charge_models/percentage_service_spec.rb and graduated_percentage. */
const value = readingMeter('value', 'value', 'sum')
const percentage = (percent: string, more = ''): SampleOffer => ({
  meters: [value],
  prices: [`fee: { model: percentage, name: Fee, meter: value, percent: "${percent}"${more === '' ? '' : `, ${more}`} }`],
})
const paid = (...values: readonly string[]): readonly object[] =>
  values.map((each, index) => using('value', each, minutesAfter(monday, index)))
const lagoTiers =
  '{ upTo: "10", percent: "1", flatFee: "200" }, { upTo: "20", percent: "2", flatFee: "300" }, { percent: "3", flatFee: "400" }'
const gradPercent: SampleOffer = {
  meters: [value],
  prices: [`fee: { model: graduated, name: Fee, meter: value, tiers: [${lagoTiers}] }`],
}
const lago: readonly Case[] = [
  [
    'LAGO-PCT-1: three events or 250 free, and the one that passes them paid in part',
    percentage('1.3', 'perEvent: { fixed: "2.0" }, free: { events: 3, quantity: "250" }'),
    paid('50', '100', '250', '400'),
    '11.15',
  ],
  ['LAGO-PCT-4', percentage('2.9'), paid('1', '1', '1', '1'), '0.116'],
  [
    'LAGO-PCT-MINMAX-3: two free, the third at its maximum',
    percentage('2.99', 'perEvent: { minimum: "1.75", maximum: "12" }, free: { events: 2 }'),
    paid('10', '80', '10000'),
    '12',
  ],
  ['LAGO-GRADPCT-0', gradPercent, [], '200'],
  ['LAGO-GRADPCT-11', gradPercent, paid('11'), '500.12'],
]

/** flexprice/flexprice at e4b5303fde24: the greatest of each window, priced. */
const hours = (windows: readonly (readonly string[])[]): readonly object[] =>
  windows.flatMap((told, window) => told.map((each, index) => using('peak', each, minutesAfter(monday, window * 60 + index))))
const peak = readingMeter('peak', 'peak', 'max', 'window: hour')
const flex: readonly Case[] = [
  [
    'FLEX-BUCKET-1: the greatest of each hour',
    { meters: [peak], prices: [perUnit('peak', 'peak', '0.10')] },
    hours([['2', '5', '6', '9'], ['10']]),
    '1.9',
  ],
  [
    'FLEX-BUCKET-4: packages of each hour',
    { meters: [peak], prices: [perUnit('peak', 'peak', '5', 'unit: { name: package, size: "100" }, step: "100"')] },
    hours([['50'], ['150'], ['200'], ['99']]),
    '30',
  ],
]

/** killbill/killbill at cb60779c1713: tiers in blocks, a block that is begun paid whole. */
const blocks = (model: string, tiers: readonly string[]): SampleOffer => ({
  meters: [energy],
  prices: [`energy: { model: ${model}, name: Energy, meter: energy, tiers: [${tiers.join(', ')}] }`],
})
const topTiers = [
  '{ upTo: "1000", packageSize: "100", unitPrice: "1" }',
  '{ upTo: "101000", packageSize: "1000", unitPrice: "1" }',
  '{ packageSize: "1000", unitPrice: "0.5" }',
]
const allTiers = ['{ upTo: "1000", packageSize: "100", unitPrice: "1" }', '{ packageSize: "1000", unitPrice: "1" }']
const killBill: readonly Case[] = [
  ['KB-ALL-5325', blocks('graduated', allTiers), [using('energy', '5325')], '15'],
  ['KB-TOP-1000', blocks('volume', topTiers), [using('energy', '1000')], '10'],
  ['KB-TOP-300000', blocks('volume', topTiers), [using('energy', '300000')], '150'],
]

describe.each([
  ['OCPI', ocpi],
  ['CGRateS', cgrates],
  ['Lago', lago],
  ['Flexprice', flex],
  ['Kill Bill', killBill],
] as const)('%s', (_source, cases) => {
  test.each(cases)('%s', (_id, offer, usage, expected) => {
    const { lines } = draftOfUsage(sampleOffer(offer), usage)
    expect(formatExact(sum(lines.map(({ exact }) => exact)))).toBe(expected)
  })

  test.each(cases)('%s, told the other way round', (_id, offer, usage, expected) => {
    const { lines } = draftOfUsage(sampleOffer(offer), usage.toReversed())
    expect(formatExact(sum(lines.map(({ exact }) => exact)))).toBe(expected)
  })
})
