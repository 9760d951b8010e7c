import { type Asked, readArguments, usage } from './arguments.ts'
import type { FaultKind } from './faults/fault.ts'
import { invariants } from './invariants/all.ts'
import { shorten } from './shorten.ts'
import { kindsOf, type Plan, type Run, run } from './world.ts'

const storyLines = 80

/** `npm run simulate`: worlds one after another, until one breaks. Exit code 1 where one did, 2 for wrong arguments. */
async function main(): Promise<void> {
  const asked = readAsked()
  if (asked === undefined) return
  const beganAt = performance.now()
  const faults = new Map<FaultKind, number>()
  const lived = { granted: 0, admitted: 0, pressed: 0, opened: 0, confirmed: 0, readings: 0 }
  let events = 0
  let done = 0
  for (let seed = asked.first; seed < asked.first + asked.seeds; seed++) {
    const plan = planOf(asked, seed)
    const each = await run(plan)
    done++
    events += each.events
    for (const [kind, count] of kindsOf(each.faults)) faults.set(kind, (faults.get(kind) ?? 0) + count)
    for (const [what, count] of Object.entries(each.counts)) lived[what as keyof typeof lived] += count
    if (each.broken.length > 0) {
      await tellFailure(asked, plan, each)
      break
    }
  }
  const seconds = (performance.now() - beganAt) / 1000
  say(
    `${done} of ${asked.seeds} seeds, ${asked.minutes} minutes each, in ${seconds.toFixed(1)} s: ${(done / seconds).toFixed(2)} a second`,
  )
  say(`events       ${events}`)
  say(
    `lived        ${Object.entries(lived)
      .map(([what, count]) => `${count} ${what}`)
      .join(', ')}`,
  )
  say(`faults       ${[...faults].map(([kind, count]) => `${kind} ${count}`).join(', ')}`)
  say(`invariants   ${invariants.map(({ name }) => name).join(', ')}`)
  say(process.exitCode === 1 ? 'verdict      BROKEN' : 'verdict      everything held')
}

function readAsked(): Asked | undefined {
  try {
    return readArguments(process.argv.slice(2))
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n${usage}`)
    process.exitCode = 2
    return undefined
  }
}

function planOf({ minutes, devices, without, sabotage }: Asked, seed: number): Plan {
  return { seed: String(seed), minutes, devices, without, ...(sabotage === undefined ? {} : { sabotage }) }
}

/** The shortest story that still ends alike, and how to have it again. */
async function tellFailure({ sabotage }: Asked, plan: Plan, failed: Run): Promise<void> {
  process.exitCode = 1
  say(`seed ${plan.seed} is BROKEN:`)
  for (const { invariant, detail } of failed.broken) say(`  ${invariant}: ${detail}`)
  const { plan: shorter, run: shortest } = await shorten(plan, failed)
  const left = shortest.faults.map(({ number, kind }) => `${number} ${kind}`)
  say(`\nThe same breaks with ${left.length} of ${failed.faults.length} faults (${left.join(', ')}):`)
  for (const line of shortest.story.slice(-storyLines)) say(line)
  for (const defect of shortest.defects.slice(0, 3)) say(defect)
  const without = [...(shorter.without ?? [])].join(',')
  const options = [
    `--seed ${plan.seed}`,
    `--minutes ${plan.minutes}`,
    `--devices ${plan.devices}`,
    ...(without === '' ? [] : [`--without ${without}`]),
    ...(sabotage === undefined ? [] : [`--sabotage ${sabotage}`]),
  ]
  say(`\nAgain: npm run simulate -- ${options.join(' ')}\n`)
}

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}

await main()
