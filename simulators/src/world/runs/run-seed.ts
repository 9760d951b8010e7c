import { counted, type Plan, type Run, run } from '../world.ts'

/** One seed, one run, also where the world itself cannot go on: then that is what broke. */
export async function runSeed(plan: Plan): Promise<Run> {
  try {
    return await run(plan)
  } catch (error) {
    return endless(plan, error instanceof Error ? (error.stack ?? error.message) : String(error))
  }
}

const nothing = Object.fromEntries(counted.map((what) => [what, 0])) as Run['counts']

/** A run that came to no end. */
export function endless({ seed }: Plan, why: string): Run {
  const [detail = why] = why.split('\n', 1)
  return {
    seed,
    faults: [],
    events: 0,
    fingerprint: '',
    broken: [{ invariant: 'it ends', detail }],
    story: [],
    defects: [why],
    killedAt: [],
    awaits: [],
    counts: nothing,
  }
}
