import type { Plan, Run } from './world.ts'

const runsAtMost = 24

/**
 * Leaves faults out as long as the same invariant still breaks: first half of them, then fewer at a time, then one. What is
 * left is a story that somebody can read.
 */
export async function shorten(
  plan: Plan,
  failed: Run,
  run: (plan: Plan) => Promise<Run>,
): Promise<{ readonly plan: Plan; readonly run: Run }> {
  const what = failed.broken[0]?.invariant
  let shortest = { plan, run: failed }
  let size = Math.ceil(failed.faults.length / 2)
  for (let runs = 0, at = 0; runs < runsAtMost; ) {
    const numbers = shortest.run.faults.map(({ number }) => number)
    if (at >= numbers.length) {
      if (size <= 1) break
      size = Math.ceil(size / 2)
      at = 0
      continue
    }
    const without = new Set([...(shortest.plan.without ?? []), ...numbers.slice(at, at + size)])
    const shorter = { ...plan, without }
    runs++
    const tried = await run(shorter)
    if (tried.broken.some(({ invariant }) => invariant === what)) shortest = { plan: shorter, run: tried }
    else at += size
  }
  return shortest
}
