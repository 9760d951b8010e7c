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

export interface Bench {
  readonly title: (engine: Engine) => string
  /** `rows` are the sizes of what grows, where something does. */
  readonly run: (engine: Engine, rows: readonly number[]) => Promise<readonly (Figure | Size | Growth)[]>
}

const rounds = 3

/** The median of a few rounds, after one that warms up. `work` does `count` things. */
export async function measured(what: string, count: number, work: () => unknown): Promise<Figure> {
  await work()
  const rates: number[] = []
  for (let round = 0; round < rounds; round++) {
    const startedAtMs = performance.now()
    await work()
    rates.push((count * 1000) / (performance.now() - startedAtMs))
  }
  const perSecond = rates.toSorted((left, right) => left - right)[Math.floor(rounds / 2)] ?? 0
  return { what, perSecond: Math.round(perSecond) }
}

/** The figure with how many times as fast it is as others. */
export function against(figure: Figure, others: Readonly<Record<string, Figure>>): Figure {
  const ratios = Object.entries(others).map(([name, { perSecond }]) => [name, round(figure.perSecond / perSecond)])
  return { ...figure, ratios: { ...figure.ratios, ...Object.fromEntries(ratios) } }
}

function round(ratio: number): number {
  return Math.round(ratio * 1000) / 1000
}
