import { readFileSync } from 'node:fs'
import { parseCatalogue } from '@octroi/hub/catalogue/parse-catalogue'
import { rateCard } from '@octroi/hub/rating/rate-card'
import { ratePrice } from '@octroi/hub/rating/rate-price'
import { formatExact, parseExact } from '@octroi/shared/money/decimal'
import { oneUnit } from '@octroi/shared/money/quantity'
import { rational, sum } from '@octroi/shared/money/rational'
import type { Zone } from '@octroi/shared/time/zone'
import { expect, test } from 'vitest'

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
  const parsed = parseCatalogue(`
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
${yaml.replaceAll(/^/gm, '      ')}`)
  if (!parsed.ok) throw new Error(parsed.error.map(({ path, detail }) => `${path} ${detail}`).join())
  const subscription = {
    id: 'sub_1',
    account: 'acct_1',
    order: 'ord_1',
    offer: 'sample',
    catalogueVersion: 1,
    fromMs: 0,
  } as const
  return rateCard({ ...subscription, zone: 'UTC' as Zone }, parsed.value)
}

test('the page shows every model and modifier', () => {
  const shown = examples.map(({ yaml }) => yaml).join('')
  const models = ['flat', 'per_unit', 'graduated', 'volume', 'stairstep', 'package'].map((model) => `model: ${model}`)
  expect(
    [...models, 'includedQuantity:', 'minimum:', 'maximum:', 'rounding:', 'bands:'].filter((each) => !shown.includes(each)),
  ).toEqual([])
  expect(examples.filter(({ title, rows }) => title !== 'flat' && rows.length === 0)).toEqual([])
})

test.each(examples)('the example of $title is sound and costs what the page says', ({ yaml, rows }) => {
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
    return [used, formatExact(sum(ratePrice(price, new Map(quantities)).bands.map(({ exact }) => exact)))]
  })
  expect(costs).toEqual(rows)
})
