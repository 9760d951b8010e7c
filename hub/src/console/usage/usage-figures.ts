import { formatQuantity, inUnits } from '@octroi/shared/money/quantity'
import { formatInstant } from '@octroi/shared/time/instant'
import { wholeDay } from '../../rating/timeline.ts'
import type { UsageChart } from '../../usage/chart-usage.use-case.ts'
import type { UsageBucket } from '../../usage/usage-buckets.ts'
import type { ConsoleView } from '../frame/console-view.ts'
import { bucketLabels } from './bucket-labels.ts'
import { usageWords } from './usage-words.ts'

/** One row of the table: what it is called, where to look closer, a figure for each band and their total. */
export interface FigureRow {
  readonly label: string
  readonly href?: string
  readonly cells: readonly string[]
}

/** What the page and its script show of a chart, in the words and figures of the reader. */
export interface UsageFigures {
  readonly heads: readonly string[]
  readonly rows: readonly FigureRow[]
}

export function figuresOf(view: ConsoleView, chart: UsageChart): UsageFigures {
  const { bands, buckets, level, subscription } = chart
  const words = usageWords[view.language]
  const labels = bucketLabels(view.language, subscription.zone, level, buckets)
  const heads = bands.map((band) => (band === wholeDay ? words.wholeDay : band))
  return {
    heads: bands.length === 1 ? heads : [...heads, words.total],
    rows: buckets.map((bucket, index) => ({
      label: labels[index] ?? '',
      ...(level === 'half_hour' ? {} : { href: pathOf(chart, bucket) }),
      cells: quantitiesOf(chart, bucket).map((quantity) => view.formats.exact(inUnits(quantity))),
    })),
  }
}

/** By band, and all together where there are several. */
export function quantitiesOf({ bands }: UsageChart, { quantities }: UsageBucket): readonly bigint[] {
  const byBand = bands.map((band) => quantities.get(band) ?? 0n)
  return bands.length === 1 ? byBand : [...byBand, byBand.reduce((sum, quantity) => sum + quantity, 0n)]
}

/** What is drawn: nobody reads a pixel more exactly than a floating-point number says it. */
export function drawnOf({ bands, buckets }: UsageChart) {
  return {
    starts: buckets.map(({ fromMs }) => fromMs / 1000),
    sums: bands.map((band) => buckets.map(({ quantities }) => Number(formatQuantity(quantities.get(band) ?? 0n)))),
  }
}

interface Span {
  readonly fromMs: number
  readonly untilMs: number
}

/** The page of a chart, at a span. */
export function pathOf({ subscription, price }: Pick<UsageChart, 'subscription' | 'price'>, span?: Span, below = ''): string {
  const path = `/console/usage/${subscription.id}/${price.key}${below}`
  if (span === undefined) return path
  return `${path}?${new URLSearchParams({ from: formatInstant(span.fromMs), until: formatInstant(span.untilMs) }).toString()}`
}

const shortestMs = 2 * 3_600_000

/** Where the ways from a view lead: they never leave what was told, nor come closer than can be seen. */
export function viewsFrom({ span, whole = span }: UsageChart) {
  const lastsMs = span.untilMs - span.fromMs
  const closerMs = Math.max(shortestMs, lastsMs / 3)
  const middleMs = (span.fromMs + span.untilMs) / 2
  const within = (fromMs: number, lengthMs: number): Span => {
    const length = Math.min(lengthMs, whole.untilMs - whole.fromMs)
    const start = Math.round(Math.min(Math.max(fromMs, whole.fromMs), whole.untilMs - length))
    return { fromMs: start, untilMs: Math.round(start + length) }
  }
  return {
    closer: within(middleMs - closerMs / 2, closerMs),
    wider: within(middleMs - lastsMs * 1.5, lastsMs * 3),
    earlier: within(span.fromMs - lastsMs, lastsMs),
    later: within(span.untilMs, lastsMs),
  }
}
