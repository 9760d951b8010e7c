import { describe, expect, test } from 'vitest'
import type { Catalogue } from './catalogue.ts'
import { type CatalogueChange, diffCatalogues, type Plain } from './diff-catalogues.ts'
import { parseCatalogue } from './parse-catalogue.ts'

function read(text: string): Catalogue {
  const parsed = parseCatalogue(text)
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.error))
  return parsed.value
}

const base = read(`
services: { alarm: { name: Alarm, actions: [arm] } }
offers:
  watch: { name: Watch, currency: EUR }
`)

describe('two catalogues', () => {
  test.each<[string, string, readonly CatalogueChange[]]>([
    [
      'that mean the same, written otherwise, differ in nothing',
      '{"offers":{"watch":{"currency":"EUR","name":"Watch"}},"services":{"alarm":{"actions":["arm"],"name":"Alarm"}}}',
      [],
    ],
    [
      'of which one names an offer otherwise',
      'services: { alarm: { name: Alarm, actions: [arm] } }\noffers: { watch: { name: Guard, currency: EUR } }',
      [{ path: 'offers.watch.name', before: 'Watch', after: 'Guard' }],
    ],
    [
      'of which one has another action',
      'services: { alarm: { name: Alarm, actions: [arm, disarm] } }\noffers: { watch: { name: Watch, currency: EUR } }',
      [{ path: 'services.alarm.actions.1', after: 'disarm' }],
    ],
    [
      'of which one lacks an offer and has another, whole',
      'services: { alarm: { name: Alarm, actions: [arm] } }\noffers: { other: { name: Other, currency: EUR } }',
      [
        { path: 'offers.watch', before: { name: 'Watch', currency: 'EUR', prices: {}, entitlements: [] } },
        { path: 'offers.other', after: { name: 'Other', currency: 'EUR', prices: {}, entitlements: [] } },
      ],
    ],
  ])('%s', (_what, text, changes) => {
    const found = diffCatalogues(base, read(text))
    const shape = found.map(({ path, before, after }) => ({
      path,
      ...(before === undefined ? {} : { before: named(before) }),
      ...(after === undefined ? {} : { after: named(after) }),
    }))
    expect(shape).toEqual(
      changes.map(({ path, before, after }) => ({
        path,
        ...(before === undefined ? {} : { before: named(before) }),
        ...(after === undefined ? {} : { after: named(after) }),
      })),
    )
  })
})

/** An offer by its name: what else stands in it by default is not looked at. */
function named(value: Plain): unknown {
  return typeof value === 'object' && value !== null && 'name' in value ? value.name : value
}
