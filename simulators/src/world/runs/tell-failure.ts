import type { Asked } from '../arguments.ts'
import { shorten } from '../shorten.ts'
import type { Plan, Run } from '../world.ts'
import type { Lane } from './lane.ts'

const storyLines = 80

/** The shortest story that still ends alike, and how to have it again. */
export async function tellFailure(
  { sabotage, mutation }: Asked,
  failed: { readonly plan: Plan; readonly run: Run },
  lane: Lane,
  say: (line: string) => void,
): Promise<void> {
  const { plan, run } = failed
  say(`seed ${plan.seed} is BROKEN:`)
  for (const { invariant, detail } of run.broken) say(`  ${invariant}: ${detail}`)
  const { plan: shorter, run: shortest } = await shorten(plan, run, lane.run)
  const left = shortest.faults.map(({ number, kind }) => `${number} ${kind}`)
  say(`\nThe same breaks with ${left.length} of ${run.faults.length} faults (${left.join(', ')}):`)
  for (const line of shortest.story.slice(-storyLines)) say(line)
  for (const defect of shortest.defects.slice(0, 3)) say(defect)
  const without = [...(shorter.without ?? [])].join(',')
  const options = [
    `--seed ${plan.seed}`,
    `--minutes ${plan.minutes}`,
    `--devices ${plan.devices}`,
    ...(without === '' ? [] : [`--without ${without}`]),
    ...(sabotage === undefined ? [] : [`--sabotage ${sabotage}`]),
    ...(mutation === undefined ? [] : [`--mutation ${mutation}`]),
    ...(plan.endsAt === undefined ? [] : [`--${plan.endsAt.isPowerCut ? 'cut' : 'kill'}-at ${plan.endsAt.place}`]),
  ]
  say(`\nAgain: npm run simulate -- ${options.join(' ')}\n`)
}
