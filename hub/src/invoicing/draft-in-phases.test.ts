import { formatExact } from '@octroi/shared/money/decimal'
import { monthNamed } from '@octroi/shared/time/month'
import type { Zone } from '@octroi/shared/time/zone'
import { describe, expect, test } from 'vitest'
import { parseCatalogue } from '../catalogue/parse-catalogue.ts'
import { cardOfSteps, rateCards, ratesWithin } from '../rating/rate-cards.ts'
import type { Phase } from '../subscriptions/phase.ts'
import type { Subscription } from '../subscriptions/subscription.ts'
import { type DraftInvoice, draftInvoice } from './draft-invoice.ts'

const paris = 'Europe/Paris' as Zone
const on = (day: string, time = '00:00'): number => Date.parse(`${day}T${time}:00+01:00`)

function versionOf(offer: string, index: number) {
  const source = `{ services: {}, offers: { sample: { name: Sample, currency: EUR, ${offer} } } }`
  const parsed = parseCatalogue(source)
  if (!parsed.ok) throw new Error(parsed.error.map(({ path, detail }) => `${path} ${detail}`).join())
  const effectiveFromMs = index === 0 ? 0 : on('2026-02-10')
  const touches = index === 0 ? 'new' : 'date'
  return { version: index + 1, touches, effectiveFromMs, publishedAtMs: 0, source, catalogue: parsed.value } as const
}

function drafted(offers: readonly string[], about: Partial<Subscription>, month = '2026-02'): DraftInvoice {
  const period = monthNamed(paris, month)
  if (period === undefined) throw new Error(month)
  const ids = { id: 'sub_1', account: 'acct_1', order: 'ord_1', offer: 'sample', catalogueVersion: 1, zone: paris } as const
  const cards = rateCards({ ...ids, fromMs: on('2026-01-01'), ...about }, offers.map(versionOf))
  const inForce = cards.filter((card) => ratesWithin(card, period))
  const card = cardOfSteps(cards, period)
  return draftInvoice({ card, cards: inForce.length === 0 ? [card] : inForce, period, aggregates: [], asOfMs: period.untilMs })
}

const lines = ({ lines: all }: DraftInvoice): readonly string[] =>
  all.map(({ price, band = '', exact }) => `${price}${band && `:${band}`} ${formatExact(exact)}`)

const fee = (how: string, amount = '28') => `prices: { fee: { model: flat, name: Fee, amount: "${amount}", ${how} } }`
const phase = (fromMs: number, more: Partial<Phase> = {}): Phase => ({ fromMs, quantity: 1, isPaused: false, ...more })
const begun = phase(on('2026-01-01'))
const tripled = [begun, phase(on('2026-02-10', '13:00'), { quantity: 3 })]
const paused = [begun, phase(on('2026-02-10', '13:00'), { isPaused: true }), phase(on('2026-02-20', '09:00'))]

describe('in phases, over 28 days, a fee', () => {
  test.each<readonly [string, string, readonly Phase[], string]>([
    [
      'per quantity by days: the day of the change to the later',
      'every: month, timing: arrears, proration: day, perQuantity: true',
      tripled,
      '66',
    ],
    ['per quantity of every day', 'every: day, timing: arrears, perQuantity: true', tripled, '1848'],
    [
      'per quantity that is not divided: the most of the month',
      'every: month, timing: arrears, perQuantity: true',
      tripled,
      '84',
    ],
    [
      'per quantity in advance, of the month itself',
      'every: month, timing: advance, proration: day, perQuantity: true',
      tripled,
      '66',
    ],
    ['that does not count the quantity', 'every: month, timing: arrears, proration: day', tripled, '28'],
    ['with ten days of a pause', 'every: month, timing: arrears, proration: day', paused, '18'],
    ['of every day with ten days of a pause', 'every: day, timing: arrears', paused, '504'],
    ['by seconds with a pause', 'every: month, timing: arrears, proration: second', paused, '109/6'],
    ['that is not divided, with a pause', 'every: month, timing: arrears', paused, '28'],
  ])('%s', (_what, how, phases, expected) => {
    expect(lines(drafted([fee(how)], { phases }))).toEqual([`fee ${expected}`])
  })

  test('says for which days it asks how many', () => {
    const how = 'every: month, timing: arrears, proration: day, perQuantity: true'
    const [line] = drafted([fee(how)], { phases: [...tripled, phase(on('2026-02-25'), { isPaused: true })] }).lines
    expect(line?.explanation).toEqual([
      'paused from 2026-02-25 through 2026-02-28',
      'from 2026-02-01 through 2026-02-09: one',
      '28 × 9 of 28 days = 9',
      'from 2026-02-10 through 2026-02-24: a quantity of 3',
      '3 × 28 = 84',
      '84 × 15 of 28 days = 45',
      '9 + 45 = 54',
    ])
  })

  test('asks nothing for a month that is paused throughout, and no spend minimum', () => {
    const phases = [begun, phase(on('2026-01-31'), { isPaused: true })]
    expect(lines(drafted([`${fee('every: month, timing: advance')}, spend: { minimum: "50" }`], { phases }))).toEqual(['fee 0'])
  })

  test('that was asked in advance for another time gives back or asks the difference on a line of its own', () => {
    const how = 'every: month, starts: anniversary, timing: advance, proration: day, perQuantity: true'
    const about = { fromMs: on('2026-01-15'), phases: [phase(on('2026-01-15')), phase(on('2026-02-05'), { quantity: 2 })] }
    const draft = drafted([fee(how, '31')], about)
    expect(lines(draft)).toEqual(['fee 62', 'fee:changed 10'])
    expect(draft.lines[1]?.explanation).toEqual([
      'changed within 2026-01-15 through 2026-02-14',
      'from 2026-01-15 through 2026-02-04: one',
      '31 × 21 of 31 days = 21',
      'from 2026-02-05 through 2026-02-14: a quantity of 2',
      '2 × 31 = 62',
      '62 × 10 of 31 days = 20',
      '21 + 20 = 41',
      '41 less 31 asked in advance = 10',
    ])
    expect(lines(drafted([fee(how, '31')], { ...about, phases: about.phases.slice(0, 1) }))).toEqual(['fee 31'])
  })
})

describe('what takes the place of another', () => {
  const replaces = { subscription: 'sub_0', offer: 'other', sinceMs: on('2026-01-10') } as const
  const fromMs = on('2026-02-10', '13:00')

  test('asks the day on which it began, and the other one does not', () => {
    const how = fee('every: month, timing: arrears, proration: day')
    expect(lines(drafted([how], { fromMs, replaces }))).toEqual(['fee 19'])
    expect(lines(drafted([how], { untilMs: fromMs, replacedBy: 'sub_2' }))).toEqual(['fee 9'])
  })

  test('has no trial and no welcome discount anew', () => {
    const offer = `${fee('every: day, timing: arrears, trialDays: 40', '1')}, discounts: { welcome: { name: W, percent: "50", months: 2 } }`
    expect(lines(drafted([offer], { fromMs, replaces }))).toEqual(['fee 5'])
    expect(lines(drafted([offer], { fromMs, replaces }, '2026-03'))).toEqual(['fee 31'])
  })

  test.each([
    ['another', '28'],
    ['the same', '0'],
  ])('asks what is asked once where it is of %s offer: %s', (which, expected) => {
    const offer = which === 'another' ? 'other' : 'sample'
    const how = fee('every: once, timing: advance')
    expect(lines(drafted([how], { fromMs, replaces: { ...replaces, offer } }))).toEqual([`fee ${expected}`])
  })

  test('goes on with a minimum term that was agreed before', () => {
    const about = { fromMs, untilMs: on('2026-03-01'), replaces: { ...replaces, termUntilMs: on('2026-04-01') } }
    expect(lines(drafted([fee('every: month, timing: arrears')], about, '2026-03'))).toEqual(['fee 28'])
  })
})

test('what is pinned stays at its version, and follows one that comes once it is not', () => {
  const two = [fee('every: day, timing: arrears', '1'), fee('every: day, timing: arrears', '2')]
  const pinned = [begun, phase(on('2026-02-05'), { isPinned: true })]
  expect(lines(drafted(two, {}))).toEqual(['fee 9', 'fee 38'])
  expect(lines(drafted(two, { phases: pinned }))).toEqual(['fee 28'])
  expect(lines(drafted(two, { phases: [...pinned, phase(on('2026-02-08'))] }))).toEqual(['fee 9', 'fee 38'])
})
