import type { Plan, Run } from '../world.ts'
import type { Lane } from './lane.ts'

/**
 * Runs plans on the lanes until one breaks; answers with that plan and its run. Whatever the lanes’ speed it is the first
 * that breaks: one before it that still runs is waited for.
 */
export async function runSeeds(
  lanes: readonly Lane[],
  plans: Iterator<Plan>,
  onRun: (run: Run) => void,
): Promise<{ readonly plan: Plan; readonly run: Run } | undefined> {
  let given = 0
  const failed: { readonly place: number; readonly plan: Plan; readonly run: Run }[] = []
  const work = async ({ run }: Lane): Promise<void> => {
    while (failed.length === 0) {
      const { value: plan, done } = plans.next()
      if (done === true) return
      const place = given++
      const each = await run(plan)
      onRun(each)
      if (each.broken.length > 0) failed.push({ place, plan, run: each })
    }
  }
  await Promise.all(lanes.map(work))
  return failed.toSorted((left, right) => left.place - right.place)[0]
}
