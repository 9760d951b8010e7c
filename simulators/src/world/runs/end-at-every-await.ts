import type { Asked } from '../arguments.ts'
import type { Plan, Run } from '../world.ts'
import { childLane, type Lane } from './lane.ts'
import { plansOf } from './plans-of.ts'
import { runSeeds } from './run-seeds.ts'
import { Tally } from './tally.ts'
import { tellFailure } from './tell-failure.ts'

const toldEvery = 50

/**
 * Ends the hub at every `await` of its code that the seeds pass: a world for each, of the first seed that passes it, up to
 * there the same, in which the hub is killed there, and another in which its machine loses power. Ends at the first that breaks.
 */
export async function endAtEveryAwait(asked: Asked, say: (line: string) => void): Promise<void> {
  const lanes = Array.from({ length: asked.workers }, () => childLane())
  const onDone = (done: number, of: number): void => {
    if (done % toldEvery === 0) process.stderr.write(`${done} of ${of} worlds\n`)
  }
  const { failed, places, notReached, tally } = await endedWorlds(lanes, [...plansOf(asked)], onDone)
  const [lane] = lanes
  if (failed !== undefined && lane !== undefined) await tellFailure(asked, failed, lane, say)
  for (const { end } of lanes) end()
  say(`${places} awaits, ${tally.seeds} worlds; not reached again: ${notReached.length} ${notReached.join(', ')}`)
  for (const line of tally.lines()) say(line)
  say(failed === undefined ? 'verdict      everything held' : 'verdict      BROKEN')
  if (failed !== undefined || places === 0 || notReached.length > 0) process.exitCode = 1
}

interface Ended {
  readonly failed: { readonly plan: Plan; readonly run: Run } | undefined
  readonly places: number
  /** Where the hub should have ended and did not. */
  readonly notReached: readonly string[]
  readonly tally: Tally
}

/** The same on these lanes, of at most so many of the awaits, spread evenly. */
export async function endedWorlds(
  lanes: readonly Lane[],
  plans: readonly Plan[],
  onDone: (done: number, of: number) => void,
  atMost = Number.POSITIVE_INFINITY,
): Promise<Ended> {
  const noted = new Map<string, readonly string[]>()
  const tally = new Tally()
  const noting = plans.map((plan): Plan => ({ ...plan, notesAwaits: true }))
  const failed = await runSeeds(lanes, noting.values(), ({ seed, awaits }) => void noted.set(seed, awaits))
  const first = new Map<string, Plan>()
  for (const plan of plans) {
    for (const place of noted.get(plan.seed) ?? []) if (!first.has(place)) first.set(place, plan)
  }
  if (failed !== undefined) return { failed, places: first.size, notReached: [], tally }
  const every = Math.max(1, Math.ceil(first.size / atMost))
  const ends = [...first]
    .filter((_, index) => index % every === 0)
    .flatMap(([place, plan]): Plan[] => [false, true].map((isPowerCut) => ({ ...plan, endsAt: { place, isPowerCut } })))
  const reached = new Set<string>()
  const onRun = (run: Run): void => {
    tally.add(run)
    for (const place of run.killedAt) reached.add(place)
    onDone(tally.seeds, ends.length)
  }
  const broken = await runSeeds(lanes, ends.values(), onRun)
  const places = [...new Set(ends.map(({ endsAt }) => endsAt?.place ?? ''))]
  return { failed: broken, places: places.length, notReached: places.filter((place) => !reached.has(place)), tally }
}
