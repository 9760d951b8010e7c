import { fork } from 'node:child_process'
import { join } from 'node:path'
import { root } from '../kit/source-files.ts'
import { Askers } from './askers.ts'
import { type Answered, type Asked, Load } from './load.ts'
import type { Bench, Figure } from './measure.ts'

const atOnce = 8
const rounds = 5
const requestsARound = 1500

/**
 * Authorizations asked of a hub that is a process of its own, over HTTP, on devices of ever more owners, each with an
 * entitlement and a consent: beside a route that only reads what was asked and answers as long a text.
 */
export const authorizeBench: Bench = {
  title: ({ engine }) => `Authorizations over HTTP on ${engine === 'sqlite' ? 'SQLite' : 'PostgreSQL'}, ${atOnce} at once`,
  run: async ({ engine, rows }) => {
    const askers = await Askers.open(engine)
    try {
      const figures: Figure[] = []
      for (const count of rows) {
        await askers.fillTo(count)
        const answer = await askers.begin()
        const bare = await besideBareRoute(answer, askers)
        const granted = await loaded(askers.origin, askers)
        await askers.pause()
        const beside = granted.perSecond / bare.perSecond
        figures.push(figureOf(`granted, among ${count.toLocaleString('en')} entitlements`, granted, beside, figures[0]))
      }
      return figures
    } finally {
      await askers.close()
    }
  },
}

function figureOf(what: string, { perSecond, ...ms }: Answered, beside: number, first: Figure | undefined): Figure {
  const ratios: Record<string, number> = { 'the bare route': round(beside) }
  if (first?.ms !== undefined) ratios['the p99 of the fewest'] = round(ms.p99Ms / first.ms.p99Ms)
  return { what, perSecond: Math.round(perSecond), ms: { p50Ms: round(ms.p50Ms), p99Ms: round(ms.p99Ms) }, ratios }
}

async function besideBareRoute(answer: string, askers: Askers): Promise<Answered> {
  const child = fork(join(root, 'tests/dist/bench/bare-route.js'), [answer])
  const port = await new Promise<number>((resolve, reject) => {
    child.once('error', reject)
    child.once('message', (told: number) => resolve(told))
  })
  const answered = await loaded(`http://127.0.0.1:${port}`, askers)
  child.disconnect()
  return answered
}

/** The median of some rounds, after one that warms up. */
async function loaded(origin: string, askers: { next: () => Asked }): Promise<Answered> {
  const load = new Load(origin, atOnce)
  const found: Answered[] = []
  for (let round = 0; round <= rounds; round++) {
    const answered = await load.run(requestsARound, () => askers.next())
    if (round > 0) found.push(answered)
  }
  load.close()
  const median = (of: (answered: Answered) => number): number =>
    found.map(of).toSorted((left, right) => left - right)[Math.floor(rounds / 2)] ?? 0
  return { perSecond: median((each) => each.perSecond), p50Ms: median((each) => each.p50Ms), p99Ms: median((each) => each.p99Ms) }
}

function round(figure: number): number {
  return Math.round(figure * 1000) / 1000
}
