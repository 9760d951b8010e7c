import { register } from 'node:module'
import { mutationNamed } from '../mutations/all.ts'
import type { Plan, Run } from '../world.ts'

/** A process that runs the worlds it is told, in code that holds the bug which is named. */
const [, , name] = process.argv
if (name !== undefined) {
  register(new URL('../mutations/load-mutated.js', import.meta.url), { data: mutationNamed(name) })
}
// Only now: the code is loaded as it is to be run.
const { runSeed } = await import('./run-seed.ts')
process.on('message', (plan: Plan) => {
  void runSeed(plan).then((run: Run) => process.send?.(run))
})
process.send?.('ready')
process.on('disconnect', () => process.exit(0))
