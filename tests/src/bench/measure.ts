import { performance } from 'node:perf_hooks'

/** One figure of a run: so many things a second, and how that compares with something else in the same run. */
export interface Figure {
  readonly what: string
  readonly perSecond: number
  readonly ratios?: Readonly<Record<string, number>>
}

/** What one of something takes on a disk, with its indexes. */
export interface Size {
  readonly what: string
  readonly bytes: number
}

/** Where what is measured keeps everything, where it keeps anything. */
export type Engine = 'sqlite' | 'postgres'

export interface Bench {
  readonly title: (engine: Engine) => string
  readonly run: (engine: Engine) => Promise<readonly (Figure | Size)[]>
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
