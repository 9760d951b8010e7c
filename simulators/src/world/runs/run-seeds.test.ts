import { expect, test } from 'vitest'
import type { Plan } from '../world.ts'
import type { Lane } from './lane.ts'
import { endless } from './run-seed.ts'
import { runSeeds } from './run-seeds.ts'

function* plans(count: number): Generator<Plan, undefined> {
  for (let seed = 1; seed <= count; seed++) yield { seed: String(seed), minutes: 1, devices: 1 }
  return undefined
}

/** Takes so many turns for each world, and breaks some. */
function lane(turns: (seed: string) => number, broken: readonly string[]): Lane {
  return {
    run: async (plan) => {
      for (let turn = 0; turn < turns(plan.seed); turn++) await Promise.resolve()
      const run = endless(plan, 'broken on purpose')
      return broken.includes(plan.seed) ? run : { ...run, broken: [] }
    },
    end: () => undefined,
  }
}

test('every plan is run once, by whichever lane is free', async () => {
  const ran: string[] = []
  const lanes = [lane(() => 1, []), lane(() => 50, [])]
  expect(await runSeeds(lanes, plans(9), ({ seed }) => ran.push(seed))).toBeUndefined()
  expect(ran.map(Number).toSorted((left, right) => left - right)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9])
})

test('it ends at the first that breaks, also where a later one breaks sooner', async () => {
  const ran: string[] = []
  const slow = (seed: string): number => (seed === '3' ? 500 : 1)
  const failed = await runSeeds([lane(slow, ['3', '7']), lane(slow, ['3', '7'])], plans(50), ({ seed }) => ran.push(seed))
  expect(failed?.plan.seed).toBe('3')
  expect(ran).toContain('7')
  expect(ran).not.toContain('9')
})
