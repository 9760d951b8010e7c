import type { Zone } from '@octroi/shared/time/zone'
import { describe, expect, test } from 'vitest'
import { parseCatalogue } from '../catalogue/parse-catalogue.ts'
import { goodStanding } from './account.ts'
import { activitiesOf, type Did, ruleMonths } from './activity.ts'
import { noProfile, type Profile } from './profile.ts'
import { failedWords, memberships, type SegmentFacts } from './segments.ts'

const paris = 'Europe/Paris' as Zone
const nowMs = Date.parse('2026-11-23T09:00:00Z')

const catalogueOf = (rules: string): string => `
services: { trunk.access: { name: Trunk, actions: [open] }, calls: { name: Calls } }
meters:
  opening: { service: trunk.access, record: opened, aggregation: count, unit: opening }
  calls: { service: calls, record: reading, reading: calls, from: events, aggregation: count, unit: call }
  only-big: { service: trunk.access, record: opened, aggregation: count, unit: opening, where: { action: [open] } }
offers: {}
segments: { one: { where: [${rules}] } }
`

function catalogue(rules: string) {
  const parsed = parseCatalogue(catalogueOf(rules))
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.error))
  return parsed.value
}

const did = (counter: string, at: string, more: Partial<Did>): Did => ({
  account: 'acct_1',
  counter,
  atMs: Date.parse(at),
  ...more,
})
const opened = (at: string) => did('trunk.access opened', at, { quantity: 1_000_000_000n })

/** In Paris, the first of these is of November, the second of December a year before, the third of the month before that. */
const activities = activitiesOf(
  [
    ...[opened('2026-10-31T23:30:00Z'), opened('2025-11-30T23:30:00Z'), opened('2025-11-30T22:30:00Z')],
    did('calls reading calls events', '2026-11-02T00:00:00Z', { quantity: 7n }),
    did('calls reading calls events', '2026-11-02T00:00:01Z', { quantity: 7n }),
    did('charges EUR', '2026-11-02T00:00:00Z', { amount: { n: 7n, d: 2n } }),
  ],
  new Map([['acct_1', paris]]),
)

const profile: Profile = {
  ...noProfile,
  language: 'fr-CA',
  address: { lines: ['1'], country: 'BE' },
  attributes: { plan: 'student', toString: 'x' },
}

const facts: SegmentFacts = { account: { standing: goodStanding }, profile, activities, months: ruleMonths(paris, nowMs) }

describe('a segment', () => {
  test.each([
    ['{ attribute: plan, equals: student }', true, ''],
    ['{ attribute: plan, oneOf: [pupil, student] }', true, ''],
    ['{ attribute: plan, equals: pupil }', false, 'attribute `plan` is student, and must be pupil'],
    ['{ attribute: size, equals: l }', false, 'attribute `size` is not known, and must be l'],
    ['{ attribute: constructor, equals: l }', false, 'attribute `constructor` is not known, and must be l'],
    ['{ country: [FR, BE] }', true, ''],
    ['{ country: [FR] }', false, 'country is BE, and must be FR'],
    ['{ language: [fr] }', true, ''],
    ['{ language: [FR-ca] }', true, ''],
    ['{ language: [fr-FR, de] }', false, 'language is fr-CA, and must be fr-FR or de'],
    ['{ standing: [good, reminded] }', true, ''],
    ['{ standing: [suspended] }', false, 'standing is good, and must be suspended'],
    ['{ meter: opening, during: month, atLeast: "1" }', true, ''],
    ['{ meter: opening, during: month, atLeast: "2" }', false, 'meter `opening` this month is 1, and must be at least 2'],
    ['{ meter: opening, during: twelve-months, atLeast: "2", below: "3" }', true, ''],
    ['{ meter: opening, during: ever, below: "3" }', false, 'meter `opening` ever is 3, and must be below 3'],
    ['{ meter: calls, during: ever, atLeast: "2" }', true, ''],
    ['{ charges: EUR, during: month, atLeast: "3.5" }', true, ''],
    ['{ charges: USD, during: ever, atLeast: "0.01" }', false, 'charges in USD ever is 0, and must be at least 0.01'],
    [
      '{ country: [FR] }, { attribute: plan, equals: student }, { standing: [restricted] }',
      false,
      'country is BE, and must be FR; standing is good, and must be restricted',
    ],
  ])('of %s: %s', (rules, isMember, why) => {
    const [found] = memberships(catalogue(rules), facts)
    expect(found?.isMember).toBe(isMember)
    expect(found && failedWords(found)).toBe(why)
  })

  test.each([
    ['{ attribute: plan }', ['segments.one.where[0].equals']],
    ['{ attribute: plan, equals: a, oneOf: [b] }', ['segments.one.where[0].equals']],
    ['{ attribute: plan, equals: a, country: [FR] }', ['segments.one.where[0].country']],
    ['{ country: [XX, France], language: [] }', expect.arrayContaining(['segments.one.where[0].country[0]'])],
    ['{}', ['segments.one.where[0].attribute', 'segments.one.where[0].equals']],
    ['{ standing: [good], atLeast: "1", equals: a }', ['segments.one.where[0].equals', 'segments.one.where[0].atLeast']],
    ['{ meter: opening }', ['segments.one.where[0].atLeast', 'segments.one.where[0].during']],
    ['{ meter: opening, during: month, atLeast: "2", below: "2" }', ['segments.one.where[0].below']],
    [
      '{ meter: none, during: month, below: "2" }, { meter: only-big, during: ever, below: "2" }',
      ['segments.one.where[0].meter', 'segments.one.where[1].meter'],
    ],
  ])('%s is refused at each place that is wrong', (rules, paths) => {
    const parsed = parseCatalogue(catalogueOf(rules))
    expect(parsed.ok ? [] : parsed.error.map(({ path }) => path)).toEqual(paths)
  })

  test('that an offer is for has to be there', () => {
    const parsed = parseCatalogue('services: {}\noffers: { a: { name: A, currency: EUR, for: [students] } }')
    expect(parsed.ok ? [] : parsed.error).toMatchObject([{ path: 'offers.a.for[0]', detail: 'no segment `students`', line: 2 }])
  })
})
