import type { Asked } from '../arguments.ts'
import type { Plan } from '../world.ts'

/** What is to be run, seed by seed. */
export function* plansOf({ first, seeds, minutes, devices, without, sabotage, endsAt }: Asked): Generator<Plan, undefined> {
  for (let seed = first; seed < first + seeds; seed++) {
    yield {
      seed: String(seed),
      minutes,
      devices,
      without,
      ...(sabotage === undefined ? {} : { sabotage }),
      ...(endsAt === undefined ? {} : { endsAt }),
    }
  }
  return undefined
}
