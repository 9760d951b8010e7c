import { readFileSync } from 'node:fs'
import { formatExact, parseExact } from '@octroi/shared/money/decimal'
import { oneUnit } from '@octroi/shared/money/quantity'
import { rational, sum } from '@octroi/shared/money/rational'
import { expect, test } from 'vitest'
import { draftOfUsage } from '../kit/draft-of-usage.ts'
import { rateSample, sampleRateCard } from '../kit/sample-price.ts'

const page = readFileSync(new URL('../../../docs/reference/prices.md', import.meta.url), 'utf8')

/** The examples of the page: a heading, a price, and what it costs. */
const examples = page.split(/^## /m).flatMap((section) => {
  const yaml = /```yaml\n([\s\S]*?)```/.exec(section)?.[1]
  const rows = [...section.matchAll(/^\| ([^|]*\d) \| (\d[\d.]*) \|$/gm)].map(
    ([, used = '', costs = '']) => [used, costs] as const,
  )
  return yaml === undefined ? [] : [{ title: section.split('\n')[0] ?? '', yaml, rows }]
})

function sample(yaml: string) {
  return sampleRateCard(
    `
services: { sample.use: { name: Sample use, actions: [use] } }
meters:
  import: { service: sample.use, record: reading, reading: energy, aggregation: sum, unit: Wh }
  guarded: { service: sample.use, record: reading, reading: guarded, aggregation: sum, unit: second }
  scenes: { service: sample.use, record: performed, aggregation: count, unit: scene }
offers:
  sample:
    name: Sample
    currency: EUR
    prices:
${yaml.replaceAll(/^/gm, '      ')}`,
    'sample',
  )
}

/** Examples of whole offers: what is used of them stands beside them, as a file of usage. */
const offers = examples.flatMap(({ title, yaml }) => {
  const section = page.split(/^## /m).find((each) => each.startsWith(`${title}\n`)) ?? ''
  const usage = /```json\n([\s\S]*?)```/.exec(section)?.[1]
  const [, costs, rest = ''] = /^It comes to (-?(?:\d[\d.]*\d|\d))\b(.*)/m.exec(section) ?? []
  const [coupon, credit] = [/with the coupon `(\w+)`/.exec(rest)?.[1], /a credit of (\d+)/.exec(rest)?.[1]]
  return usage === undefined || costs === undefined ? [] : [{ title, yaml, usage, costs, promised: { coupon, credit } }]
})

/** Lists of meters and holidays are of the catalogue, all else is of the offer. */
function wholeCatalogue(yaml: string): string {
  const blocks = yaml.split(/^(?=\w+:)/m)
  const isOfCatalogue = (block: string): boolean => /^(?:meters|holidays|coupons|loyalty):/.test(block)
  const offer = blocks
    .filter((block) => !isOfCatalogue(block))
    .join('')
    .replaceAll(/^/gm, '    ')
  return `services: { sample.use: { name: Sample use } }
${blocks.filter(isOfCatalogue).join('')}offers:
  sample:
    name: Sample
    currency: EUR
${offer}`
}

test.each(offers)('the offer of $title comes to what the page says', ({ yaml, usage, costs, promised }) => {
  const told = usage.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as object]))
  const { lines } = draftOfUsage(wholeCatalogue(yaml), told, '2026-01', promised)
  expect(formatExact(sum(lines.map(({ exact }) => exact)))).toBe(costs)
})

const single = examples.filter(({ title }) => offers.every((offer) => offer.title !== title))

test('the page shows every model and modifier', () => {
  const shown = examples.map(({ yaml }) => yaml).join('')
  const models = ['flat', 'per_unit', 'graduated', 'volume', 'stairstep', 'package', 'percentage'].map(
    (model) => `model: ${model}`,
  )
  const modifiers = [
    'includedQuantity:',
    'minimum:',
    'maximumPerDay:',
    'credit:',
    'maximum:',
    'rounding:',
    'bands:',
    'step:',
    'season:',
    'holidays:',
    'where:',
  ]
  const ofOffers = ['window:', 'free:', 'discounts:', 'spend:', 'packageSize:', 'percent:', 'coupons:', 'loyalty:']
  expect([...models, ...modifiers, ...ofOffers].filter((each) => !shown.includes(each))).toEqual([])
  expect(single.filter(({ title, rows }) => title !== 'flat' && rows.length === 0)).toEqual([])
})

test.each(single)('the example of $title is sound and costs what the page says', ({ yaml, rows }) => {
  const card = sample(yaml)
  const costs = rows.map(([used]) => {
    const [price] = card.metered
    if (price === undefined) throw new Error('only a price on a meter has a table')
    const inMeterUnits = (text = ''): bigint => {
      const units = parseExact(text) ?? rational(0n)
      return (units.n * price.unitSize.n * oneUnit) / (units.d * price.unitSize.d)
    }
    const quantities = used.split(', ').map((part): readonly [string, bigint] => {
      const [band, quantity] = part.includes(' ') ? part.split(' ') : ['all', part]
      return [band ?? '', inMeterUnits(quantity)]
    })
    return [used, formatExact(sum(rateSample(price, Object.fromEntries(quantities)).bands.map(({ exact }) => exact)))]
  })
  expect(costs).toEqual(rows)
})
