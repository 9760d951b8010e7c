import { validateCatalogue } from '@octroi/hub/cli/catalogue'
import type { RateCommand } from '@octroi/hub/cli/rate'
import { describe, expect, test } from 'vitest'
import { rateCatalogue as catalogue, file, inFolder, keepFilesInAFolder, rated } from '../kit/rated-usage.ts'

keepFilesInAFolder()

const reading = (start: string, end: string, quantity: string): object => ({ meter: 'import', start, end, quantity })
const scene = (start: string): object => ({ meter: 'scenes', start })

test('tells every line of every month, exact, rounded and explained', async () => {
  const usage = [
    reading('2026-01-10T00:00:00Z', '2026-01-11T00:00:00Z', '12345'),
    reading('2026-01-31T23:00:00Z', '2026-02-01T01:00:00Z', '2000'),
  ]
  const { code, said } = await rated(usage, { offer: 'supply', json: true })
  expect(code).toBe(0)
  // January: 12.345 kWh and half of 2 kWh; 10 x 0.3 + 2 + 3.345 x 0.205 = 5.685725. February: 1 x 0.3 + 2 = 2.3.
  expect(JSON.parse(said)).toMatchObject({
    drafts: [
      {
        offer: 'supply',
        name: 'Supply',
        month: '2026-01',
        currency: 'EUR',
        lines: [
          {
            price: 'energy',
            quantity: '13.345',
            unit: 'kWh',
            exact: '5.685725',
            amount: '5.69',
            explanation: [
              'up to 10: 10 kWh × 0.3 = 3',
              'up to 10: flat fee 2',
              'above 10: 3.345 kWh × 0.205 = 0.685725',
              '3 + 2 + 0.685725 = 5.685725',
            ],
          },
          { price: 'fee', unitPrice: '1.5', exact: '1.5', amount: '1.50', explanation: ['1 month × 1.5 = 1.5'] },
        ],
        total: '7.19',
        unpriced: [],
      },
      { month: '2026-02', lines: [{ exact: '2.3', amount: '2.30' }, { amount: '1.50' }], total: '3.80' },
    ],
  })
})

test('says the same in words, and what nothing prices', async () => {
  const { said } = await rated([scene('2026-01-10T00:00:00Z')], { offer: 'supply' })
  expect(said.split('\n')).toEqual([
    'Supply, 2026-01',
    '  2.00  Energy',
    '    up to 10: 0 kWh × 0.3 = 0',
    '    up to 10: flat fee 2',
    '    0 + 2 = 2',
    '  1.50  Fee',
    '    1 month × 1.5 = 1.5',
    '  3.50 EUR before VAT',
    '  nothing prices scenes',
  ])
})

const promised = `${catalogue}coupons:
  spring: { name: Spring, codes: [SPRING26], amount: "2", currency: EUR, periods: 1, offers: [supply] }
`

test('takes a coupon and credit off, what one month left of them off the next', async () => {
  const usage = [scene('2026-01-10T00:00:00Z'), scene('2026-02-10T00:00:00Z')]
  const asked = { coupon: 'spring26', credit: '2.20' }
  const totals = async (more: Partial<RateCommand>): Promise<readonly string[]> =>
    (
      JSON.parse((await rated(usage, { ...asked, ...more, json: true }, promised)).said) as {
        drafts: { offer: string; month: string; total: string }[]
      }
    ).drafts.map(({ offer, month, total }) => `${offer} ${month} ${total}`)
  // 3.50 less 2 and 1.50; 3.50 less the 0.70 that are left. The other offer has its own credit, and no coupon.
  expect(await totals({ offer: 'supply' })).toEqual(['supply 2026-01 0.00', 'supply 2026-02 2.80'])
  expect(await totals({ offer: 'supply', month: '2026-02' })).toEqual(['supply 2026-02 2.80'])
  expect(await totals({ coupon: undefined, offer: 'scenes' })).toEqual(['scenes 2026-01 0.00', 'scenes 2026-02 0.00'])
  const { said } = await rated(usage, { ...asked, offer: 'supply', month: '2026-01' }, promised)
  expect(said.split('\n').slice(-5, -1)).toEqual([
    '  -1.50  Promotional credit',
    '    credit: 1.50 of 2.20',
    '    -1 × 1.5 = -1.5',
    '  0.00 EUR before VAT',
  ])
})

test('corrects what was issued less a coupon and credit, to the bill of one run', async () => {
  const asked = { coupon: 'SPRING26', credit: '2.20', offer: 'supply', json: true }
  const early = [reading('2026-01-10T00:00:00Z', '2026-01-11T00:00:00Z', '1000')]
  const late = [...early, reading('2026-01-12T00:00:00Z', '2026-01-13T00:00:00Z', '9000')]
  const invoiced = await file('invoiced.json', (await rated(early, asked, promised)).said)
  // 2.30 and 1.50 less 2 and 1.80; now 5 and 1.50 less 2 and 2.20.
  const { drafts } = JSON.parse((await rated(late, { ...asked, invoiced }, promised)).said) as {
    drafts: { total: string; correction: { total: string; lines: { price: string; quantity: string; amount: string }[] } }[]
  }
  expect(drafts).toMatchObject([{ total: '2.30', correction: { total: '2.30' } }])
  const credit = drafts[0]?.correction.lines.filter(({ price }) => price === 'promotional-credit')
  expect(credit?.map(({ quantity, amount }) => `${quantity} ${amount}`)).toEqual(['1 1.80', '-1 -2.20'])
})

test.each<[string, Partial<RateCommand>, string]>([
  ['a coupon that is not there', { coupon: 'AUTUMN' }, 'has no coupon AUTUMN.'],
  ['a coupon for none of the offers', { coupon: 'SPRING26', offer: 'scenes' }, 'SPRING26 is for none of the offers.'],
  ['credit with a budget', { credit: '1', budget: '5' }, '--budget: goes with neither --coupon nor --credit.'],
  ['credit that nobody can pay', { credit: '1.234' }, '1.234 is no amount'],
])('refuses %s', async (_what, asked, expected) => {
  const { code, complaints } = await rated([scene('2026-01-10T00:00:00Z')], asked, promised)
  expect([code, complaints.length, complaints[0]?.includes(expected)]).toEqual([1, 1, true])
})

test('without an offer it rates every one, and with a month only that', async () => {
  const usage = [scene('2026-01-10T00:00:00Z'), scene('2026-03-10T00:00:00Z')]
  const drafts = async (more: Partial<RateCommand>): Promise<readonly string[]> =>
    (JSON.parse((await rated(usage, { ...more, json: true })).said) as { drafts: { offer: string; month: string }[] }).drafts.map(
      ({ offer, month }) => `${offer} ${month}`,
    )
  expect(await drafts({ month: '2026-03' })).toEqual(['supply 2026-03', 'scenes 2026-03', 'talk 2026-03'])
  expect(await drafts({ offer: 'scenes' })).toEqual(['scenes 2026-01', 'scenes 2026-02', 'scenes 2026-03'])
})

test('of periods that are no months it says from when to when', async () => {
  const weekly = catalogue.replace('name: Scenes\n', 'name: Scenes\n    billing: { every: week, starts: anniversary }\n')
  const usage = [scene('2026-01-10T00:00:00Z'), scene('2026-01-12T00:00:00Z')]
  const asked = { offer: 'scenes', start: '2026-01-08', end: '2026-01-20' }
  expect((await rated(usage, asked, weekly)).said.split('\n').filter((line) => !line.startsWith('    '))).toEqual([
    'Scenes, 2026-01-08 through 2026-01-14',
    '  2.00  Scene',
    '  2.00 EUR before VAT',
    'Scenes, 2026-01-15 through 2026-01-21',
    '  0.00  Scene',
    '  0.00 EUR before VAT',
  ])
  const { drafts } = JSON.parse((await rated(usage, { ...asked, json: true }, weekly)).said) as { drafts: object[] }
  expect(drafts[0]).toMatchObject({ period: '2026-01-08', from: '2026-01-08T00:00:00.000Z', until: '2026-01-15T00:00:00.000Z' })
})

test('a period that the usage falls into may have begun before it, and none may begin in a month', async () => {
  const yearly = catalogue.replace('name: Scenes\n', 'name: Scenes\n    billing: { every: year, starts: anniversary }\n')
  const asked = { offer: 'scenes', start: '2025-05-20T10:30', zone: 'Europe/Paris' }
  expect((await rated([scene('2026-01-10T00:00:00Z')], asked, yearly)).said).toContain('Scenes, 2025-05-20 through 2026-05-19')
  const none = await rated([scene('2026-01-10T00:00:00Z')], { ...asked, month: '2026-01' }, yearly)
  expect(none.said).toBe('No billing period begins in 2026-01.')
})

/** killbill/killbill at cb60779c1713, TestDSTUsageIssue.java: KB-DST. */
test('months are those of the zone, over its change of clocks', async () => {
  const local = ['03-01 04:00', '03-15 00:00', '03-31 23:59', '04-01 00:00', '04-01 00:01', '04-15 00:00', '04-30 23:59']
  const times = [...local, '05-01 00:00', '05-01 00:01'].map((text) => {
    const [date = '', time = ''] = text.split(' ')
    const offset = date < '03-12' ? '-05:00' : '-04:00'
    return scene(`2023-${date}T${time}:00${offset}`)
  })
  const { said } = await rated(times, { offer: 'scenes', zone: 'America/New_York', json: true })
  const { drafts } = JSON.parse(said) as { drafts: { month: string; lines: { quantity: string }[] }[] }
  expect(drafts.map(({ month, lines: [line] }) => `${month} ${line?.quantity}`)).toEqual(['2023-03 3', '2023-04 4', '2023-05 2'])
})

/** cgrates/cgrates at 19463bdc989f, loader_csv_test.go: CGR-TOD-4, and CGR-TOD-1 without its connect fee of 1. */
test.each([
  ['CGR-TOD-4', '2012-02-08T22:50:00Z', '2012-02-08T22:51:50Z', '110', '55.00'],
  ['CGR-TOD-1 without its connect fee', '2012-02-02T17:30:00Z', '2012-02-02T18:30:00Z', '3600', '2700.00'],
])('%s', async (_id, start, end, quantity, expected) => {
  const { said } = await rated([{ meter: 'talk', start, end, quantity }], { offer: 'talk', json: true })
  expect(JSON.parse(said)).toMatchObject({ drafts: [{ total: expected }] })
})

describe('--invoiced', () => {
  const packages = `services: { energy.supply: { name: Energy } }
meters: { import: { service: energy.supply, record: reading, reading: energy, aggregation: sum, unit: Wh } }
offers:
  supply:
    name: Supply
    currency: EUR
    prices: { energy: { model: package, name: Energy, meter: import, packageSize: "100", packagePrice: "1" } }
`
  const used = (month: string, quantity: string): object =>
    reading(`2026-${month}-10T00:00:00Z`, `2026-${month}-11T00:00:00Z`, quantity)

  interface Printed {
    readonly drafts: readonly { month: string; total: string; correction: { lines: { quantity: string }[]; total: string } }[]
  }

  async function printed(usage: readonly object[], earlier: string): Promise<{ text: string; drafts: Printed['drafts'] }> {
    const { said } = await rated(usage, { json: true, invoiced: await file('earlier.json', earlier) }, packages)
    return { text: said, drafts: (JSON.parse(said) as Printed).drafts }
  }

  /** killbill/killbill at cb60779c1713, TestContiguousIntervalConsumableInArrear.java: KB-MISSING. */
  test('rates the whole month again, and asks the difference only', async () => {
    const { said: first } = await rated([used('01', '80'), used('02', '99')], { json: true }, packages)
    const usage = [used('01', '130'), used('01', '271'), used('02', '199')]
    const second = await printed(usage, first)
    expect(second.drafts.map(({ total, correction }) => [total, correction.total])).toEqual([
      ['5.00', '4.00'],
      ['2.00', '1.00'],
    ])
    // What was printed last tells all that was issued: nothing is asked twice, and what was too much is given back.
    const third = await printed(usage, second.text)
    expect(third.drafts.map(({ correction }) => correction.lines)).toEqual([[], []])
    const fourth = await printed(usage.slice(1), third.text)
    expect(fourth.drafts.map(({ correction }) => correction)).toMatchObject([
      { total: '-2.00', lines: [{ quantity: '-130', exact: '-2', amount: '-2.00' }] },
      { total: '0.00', lines: [] },
    ])
  })

  /** getlago/lago-api at 1b1c24a6a6c3, progressive_billing_spec.rb. */
  test('LAGO-PROG-1: what was invoiced within the month is less to ask at its end', async () => {
    const plan = packages.replace(
      'energy: { model: package, name: Energy, meter: import, packageSize: "100", packagePrice: "1" }',
      'energy: { model: per_unit, name: Energy, meter: import, unitPrice: "0.0002" }, fee: { model: flat, name: Plan, amount: "31", every: month, timing: arrears }',
    )
    const [fifth, fifteenth] = ['05', '15'].map((day) =>
      reading(`2022-12-${day}T00:00:00Z`, `2022-12-${day}T01:00:00Z`, '1000000'),
    )
    const priced = { price: 'energy', name: 'Energy', unit: 'Wh', unitPrice: '0.0002' }
    const within = {
      offer: 'supply',
      month: '2022-12',
      currency: 'EUR',
      lines: [{ ...priced, quantity: '1000000', exact: '200', amount: '200.00' }],
    }
    const earlier = await file('within.json', JSON.stringify({ drafts: [within] }))
    const { said } = await rated([fifth ?? {}, fifteenth ?? {}], { json: true, invoiced: earlier }, plan)
    const [draft] = (JSON.parse(said) as Printed).drafts
    expect([draft?.total, draft?.correction.total]).toEqual(['431.00', '231.00'])
  })

  test('says it in words too', async () => {
    const { said: first } = await rated([used('01', '80')], { json: true }, packages)
    const { said } = await rated([used('01', '180')], { invoiced: await file('earlier.json', first) }, packages)
    expect(said.split('\n').slice(-6)).toEqual([
      '  to correct:',
      '  1.00  Energy',
      '    180 Wh: 2 packages of 100 × 1 = 2',
      '    2 for 180 Wh less 1 invoiced for 80 = 1',
      '    rounded 2.00 less 1.00 invoiced = 1.00',
      '  1.00 EUR to correct',
    ])
  })

  test('a month that was invoiced and is not rated now is told, and so is what cannot be read', async () => {
    const { said: first } = await rated([used('01', '80'), used('03', '1')], { json: true }, packages)
    const gone = await rated([used('01', '80')], { invoiced: await file('earlier.json', first) }, packages)
    expect([gone.code, gone.said, gone.complaints]).toEqual([
      1,
      '',
      ['2026-02', '2026-03'].map(
        (month) => `--invoiced: supply of ${month} in EUR is not rated now; name its month with --month.`,
      ),
    ])
    const broken = first.replace('"EUR"', '"ZZZ"').replace('"80"', '"many"')
    const { complaints } = await rated([used('01', '80')], { invoiced: await file('earlier.json', broken) }, packages)
    expect(complaints.map((line) => line.split(': ')[1])).toEqual(['drafts[0].currency', 'drafts[0].lines[0].quantity'])
    expect((await rated([], { invoiced: await file('earlier.json', '{') }, packages)).complaints).toEqual([
      'earlier.json:1: is no JSON',
    ])
  })
})

describe('--budget', () => {
  const metered = (price: string): string => `services: { sample.use: { name: Use } }
meters: { talk: { service: sample.use, record: reading, reading: talk, aggregation: sum, unit: second } }
offers: { talk: { name: Talk, currency: EUR, prices: { talk: { name: Talk, meter: talk, ${price} } } } }
`
  const talk = (quantity: string): object => ({
    meter: 'talk',
    start: '2026-01-05T10:00:00Z',
    end: '2026-01-05T10:30:00Z',
    quantity,
  })

  async function allowed(price: string, budget: string, ...quantities: readonly string[]): Promise<unknown> {
    const { said } = await rated(quantities.map(talk), { budget, json: true }, metered(price))
    const { budgets } = JSON.parse(said) as { budgets: { allowed?: string; exact: string }[] }
    return budgets.map((each) => `${each.allowed} ${each.exact}`)
  }

  /** cgrates/cgrates at 19463bdc989f, engine/calldesc_test.go: CGR-MAXCOST. */
  test.each([
    ['CGR-MAXCOST: as much as it pays', 'model: per_unit, unitPrice: "1"', '10', ['1800'], '10 10'],
    ['all that is asked for', 'model: per_unit, unitPrice: "1"', '1800', ['1800'], '1800 1800'],
    ['what is left after what was used before', 'model: per_unit, unitPrice: "1"', '10', ['4', '1800'], '6 10'],
    ['to the last digit of a quantity', 'model: per_unit, unitPrice: "3"', '1', ['1800'], '0.333333333 0.999999999'],
    [
      'over tiers and their fees',
      'model: graduated, tiers: [{ upTo: "5", unitPrice: "1" }, { unitPrice: "2", flatFee: "1" }]',
      '10',
      ['9'],
      '7 10',
    ],
    ['whole packages', 'model: package, packageSize: "60", packagePrice: "4"', '10', ['1800'], '120 8'],
    ['nothing, where a minimum is more', 'model: per_unit, unitPrice: "1", minimum: "20"', '10', ['1800'], 'undefined 20'],
  ])('%s', async (_what, price, budget, quantities, expected) => {
    expect(await allowed(price, budget, ...quantities)).toEqual([expected])
  })

  test('is said in words, and refused where it has no one answer', async () => {
    const { said } = await rated([talk('1800')], { budget: '10' }, metered('model: per_unit, unitPrice: "1"'))
    expect(said).toBe('talk: 10 of 1800 second, which comes to 10 of 10 EUR')
    const volume = metered('model: volume, tiers: [{ upTo: "5", unitPrice: "2" }, { unitPrice: "1" }]')
    const { code, complaints } = await rated([talk('1800')], { budget: 'ten' }, volume)
    expect([code, complaints]).toEqual([
      1,
      [
        '--budget: ten is no amount, for example 10.50.',
        '--budget: under the price talk of talk more use may cost less, or is not added up.',
      ],
    ])
  })
})

describe('faults', () => {
  test('of both files are told at once, each with its line', async () => {
    const usage = [
      reading('2026-01-10T00:00:00Z', '2026-01-11T00:00:00Z', '1'),
      '{',
      { meter: 'import', start: 'today', quantity: 5 },
    ]
    const { code, complaints, said } = await rated(usage, {}, catalogue.replaceAll('currency: EUR', 'currency: euro'))
    expect([code, said]).toEqual([1, ''])
    expect(complaints.map((line) => line.split(': ').slice(0, 2).join(' '))).toEqual([
      'catalogue.yaml:11 offers.supply.currency',
      'catalogue.yaml:22 offers.scenes.currency',
      'catalogue.yaml:26 offers.talk.currency',
      'usage.ndjson:2 is not a JSON object',
      'usage.ndjson:3 start',
      'usage.ndjson:3 quantity',
    ])
  })

  test.each<[string, object, string]>([
    [
      'a meter that is not there',
      { meter: 'export', start: '2026-01-01T00:00:00Z' },
      'meter: the catalogue has no meter `export`',
    ],
    ['a reading without its end', { meter: 'import', start: '2026-01-01T00:00:00Z', quantity: '1' }, 'end: a reading tells'],
    ['an end before the start', reading('2026-01-02T00:00:00Z', '2026-01-01T00:00:00Z', '1'), 'end: must not be before `start`'],
    ['an interval of two years', reading('2026-01-01T00:00:00Z', '2028-01-01T00:00:00Z', '1'), 'end: must be at most 366 days'],
    ['half a scene', { ...scene('2026-01-01T00:00:00Z'), quantity: '0.5' }, 'quantity: what is counted is a whole number'],
    ['a scene with an end', { ...scene('2026-01-01T00:00:00Z'), end: '2026-01-01T00:00:00Z' }, 'end: what is counted happens'],
    ['a field that is none', { ...scene('2026-01-01T00:00:00Z'), device: 'a' }, 'device: is not a field here'],
  ])('%s', async (_what, line, expected) => {
    const { code, complaints } = await rated([scene('2026-01-01T00:00:00Z'), line])
    expect([code, complaints.length]).toEqual([1, 1])
    expect(complaints[0]).toContain(`usage.ndjson:2: ${expected}`)
  })

  test('of what was asked for are told at once', async () => {
    const { code, complaints } = await rated([scene('2026-01-01T00:00:00Z')], { offer: 'none', month: '2026-13' })
    expect(code).toBe(1)
    expect(complaints).toEqual([
      '--offer: catalogue.yaml has no offer none.',
      '--month: 2026-13 is no month, for example 2026-11.',
    ])
  })

  test('of a subscription that ends before it begins, or never does', async () => {
    const complaints = async (start: string, end: string) => (await rated([], { start, end, month: '2026-01' })).complaints
    expect(await complaints('2026-02-30', 'soon')).toEqual([
      '--start: 2026-02-30 is no date, for example 2026-01-15.',
      '--end: soon is no date, for example 2026-06-30.',
    ])
    expect(await complaints('2026-02-01', '2026-02-01')).toEqual(['--end: must be after --start.'])
  })

  test('a zone that is none, and usage of too many months', async () => {
    expect((await rated([], { zone: 'Nowhere' })).complaints).toEqual([
      '--zone: Nowhere is no time zone, for example Europe/Paris.',
    ])
    const far = [scene('1990-01-01T00:00:00Z'), scene('2026-01-01T00:00:00Z')]
    expect((await rated(far)).complaints).toEqual(['usage.ndjson reaches over more than 120 months: name one with --month.'])
  })
})

describe('octroi catalogue validate', () => {
  async function validated(source: string): Promise<readonly [number, readonly string[]]> {
    const path = await file('tried.yaml', source)
    const told: string[] = []
    const tell = (line: string): void => void told.push(line.replace(`${inFolder()}/`, ''))
    return [await validateCatalogue(path, tell, tell), told]
  }

  test('says of a sound catalogue what is in it', async () => {
    expect(await validated(catalogue)).toEqual([0, ['tried.yaml is sound: 2 services, 3 meters, 3 offers.']])
  })

  test('says every fault with its line', async () => {
    const [code, told] = await validated(catalogue.replace('upTo: "10", ', '').replace('meter: scenes', 'meter: scene'))
    expect(code).toBe(1)
    expect(told).toEqual([
      'tried.yaml:18: offers.supply.prices.energy.tiers[0].upTo: only the last tier may go without `upTo`',
      'tried.yaml:23: offers.scenes.prices.scene.meter: no meter `scene`',
    ])
  })

  test('refuses one that is too large', async () => {
    expect(await validated(`# ${'x'.repeat(1024 * 1024)}`)).toEqual([1, ['tried.yaml:1: must have at most 1048576 bytes']])
  })
})
