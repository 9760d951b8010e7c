import { performance } from 'node:perf_hooks'

/** One figure of a run: so many things a second, and how that compares with something else in the same run. */
export interface Figure {
  readonly what: string
  readonly perSecond: number
  readonly ratios?: Readonly<Record<string, number>>
  /** How long one takes: half of them at most the first, all but one in a hundred at most the second. */
  readonly ms?: { readonly p50Ms: number; readonly p99Ms: number }
}

/** What one of something takes on a disk, with its indexes. */
export interface Size {
  readonly what: string
  readonly bytes: number
}

/** How long one thing takes over more and more rows; flat where the most take about as long as the fewest. */
export interface Growth {
  readonly what: string
  readonly ms: readonly { readonly rows: number; readonly ms: number }[]
  readonly ratio: number
  readonly isFlat: boolean
}

/** Where what is measured keeps everything, where it keeps anything. */
export type Engine = 'sqlite' | 'postgres'

/** How often something happened. */
export interface Count {
  readonly what: string
  readonly count: number
}

/** Bytes that were taken for what they are not: the run has failed. */
export interface Finding {
  readonly what: string
  readonly hex: string
}

export type Told = Figure | Size | Growth | Count | Finding

/** What a run is asked for; each bench looks at what concerns it. */
export interface Asked {
  readonly engine: Engine
  /** The sizes of what grows. */
  readonly rows: readonly number[]
  /** How many inputs are made up, and from which seed. */
  readonly runs: number
  readonly seed: string
  /** How many records a backlog has. */
  readonly records: number
}

export interface Bench {
  readonly title: (asked: Asked) => string
  readonly run: (asked: Asked) => Promise<readonly Told[]>
}

const rounds = 3

interface Measurable {
  readonly what: string
  readonly count: number
  /** Does `count` things. */
  readonly work: () => unknown
}

/** The median of a few rounds, after one that warms up. */
export async function measured(what: string, count: number, work: Measurable['work']): Promise<Figure> {
  const [figure] = await measuredInTurn([{ what, count, work }])
  return figure
}

/** Several by turns, so that what else the machine does meanwhile falls on all of them alike. */
export async function measuredInTurn<const All extends readonly Measurable[]>(
  all: All,
  times = rounds,
): Promise<{ readonly [K in keyof All]: Figure }> {
  const rates = all.map((): number[] => [])
  const entries = [...all.entries()]
  for (let round = 0; round <= times; round++) {
    // Another one begins each round, so that none always follows the same one.
    const first = round % entries.length
    for (const [index, { count, work }] of [...entries.slice(first), ...entries.slice(0, first)]) {
      const startedAtMs = performance.now()
      await work()
      if (round > 0) rates[index]?.push((count * 1000) / (performance.now() - startedAtMs))
    }
  }
  const figures = all.map(({ what }, index) => ({ what, perSecond: Math.round(median(rates[index] ?? [])) }))
  return figures as { readonly [K in keyof All]: Figure }
}

function median(values: readonly number[]): number {
  return values.toSorted((left, right) => left - right)[Math.floor(values.length / 2)] ?? 0
}

/** The figure with how many times as fast it is as others. */
export function against(figure: Figure, others: Readonly<Record<string, Figure>>): Figure {
  const ratios = Object.entries(others).map(([name, { perSecond }]) => [name, round(figure.perSecond / perSecond)])
  return { ...figure, ratios: { ...figure.ratios, ...Object.fromEntries(ratios) } }
}

function round(ratio: number): number {
  return Math.round(ratio * 1000) / 1000
}
