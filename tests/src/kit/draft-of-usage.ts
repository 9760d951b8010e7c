import { parseCatalogue } from '@octroi/hub/catalogue/parse-catalogue'
import { type DraftInvoice, draftInvoice } from '@octroi/hub/invoicing/draft-invoice'
import { rateUsage } from '@octroi/hub/invoicing/rate-usage'
import { askedPeriods } from '@octroi/hub/rating/asked-periods'
import { rateCard } from '@octroi/hub/rating/rate-card'
import { parseUsageLines } from '@octroi/hub/usage/usage-lines'
import { type Month, monthNamed } from '@octroi/shared/time/month'
import type { Zone } from '@octroi/shared/time/zone'

const utc = 'UTC' as Zone

/** What is used of one service, and how the offer prices it: the inside of `meters`, `prices` and of the offer. */
export interface SampleOffer {
  readonly meters?: readonly string[]
  readonly prices: readonly string[]
  readonly more?: string
  readonly currency?: string
}

export function sampleOffer({ meters = [], prices, more = '', currency = 'EUR' }: SampleOffer): string {
  return `
services: { sample.use: { name: Sample use, actions: [use, rest] } }
meters: { ${meters.join(', ')} }
offers: { sample: { name: Sample, currency: ${currency}, prices: { ${prices.join(', ')} }${more === '' ? '' : `, ${more}`} } }
`
}

/** `sum used`: a meter of readings, by its aggregation and the kind of reading; more after it. */
export function readingMeter(name: string, reading: string, aggregation: string, more = ''): string {
  const rest = more === '' ? '' : `, ${more}`
  return `${name}: { service: sample.use, record: reading, reading: ${reading}, aggregation: ${aggregation}, unit: unit${rest} }`
}

/** What a file of usage comes to in a month, as `octroi rate` says it; of a subscription that begins on a day, where one is named. */
export function draftOfUsage(catalogue: string, usage: readonly object[], month = '2026-01', start?: string): DraftInvoice {
  const parsed = parseCatalogue(catalogue, 'command')
  if (!parsed.ok) throw new Error(parsed.error.map(({ path, detail }) => `${path} ${detail}`).join('; '))
  const lines = parseUsageLines(usage.map((line) => JSON.stringify(line)).join('\n'), parsed.value)
  if (!lines.ok) throw new Error(lines.error.map(({ path, detail }) => `${path} ${detail}`).join('; '))
  const [rated] = rateUsage(parsed.value, lines.value, {
    zone: utc,
    month: namedMonth(month),
    ...(start === undefined ? {} : { startMs: Date.parse(start) }),
  })
  if (rated === undefined) throw new Error('it has no offer')
  return rated.draft
}

/** A subscription without any use, and the bills that are wanted of it. */
export interface SampleSubscription {
  readonly from: string
  readonly until?: string
  /** The month in which the periods begin, or the first day of one. */
  readonly month: string
  /** The end of each period, where it is absent. */
  readonly asOf?: string
}

/** What a subscription without any use comes to in the periods that begin in a month. */
export function draftsOfSubscription(catalogue: string, asked: SampleSubscription): readonly DraftInvoice[] {
  const { from, until, month, asOf } = asked
  const parsed = parseCatalogue(catalogue)
  if (!parsed.ok) throw new Error(parsed.error.map(({ path, detail }) => `${path} ${detail}`).join('; '))
  const ids = { id: 'sub_1', account: 'acct_1', order: 'ord_1', offer: 'sample', catalogueVersion: 1 } as const
  const ends = until === undefined ? {} : { untilMs: Date.parse(until) }
  const card = rateCard({ ...ids, zone: utc, fromMs: Date.parse(from), ...ends }, parsed.value)
  const periods = askedPeriods(card, month, 0)
  if (!periods.ok) throw new Error(periods.error.detail)
  return periods.value.map((period) =>
    draftInvoice({ card, period, aggregates: [], asOfMs: asOf === undefined ? period.untilMs : Date.parse(asOf) }),
  )
}

/** The bill of one period. */
export function draftOfSubscription(catalogue: string, asked: SampleSubscription): DraftInvoice {
  const [draft, ...more] = draftsOfSubscription(catalogue, asked)
  if (draft === undefined || more.length > 0) throw new Error(`${more.length + (draft === undefined ? 0 : 1)} periods begin then`)
  return draft
}

function namedMonth(name: string): Month {
  const month = monthNamed(utc, name)
  if (month === undefined) throw new Error(`${name} is no month`)
  return month
}
