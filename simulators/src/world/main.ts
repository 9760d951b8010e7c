import { type Asked, readArguments, usage } from './arguments.ts'
import { invariants } from './invariants/all.ts'
import { endAtEveryAwait } from './runs/end-at-every-await.ts'
import { findEach } from './runs/find-each.ts'
import { childLane, type Lane, ownLane } from './runs/lane.ts'
import { plansOf } from './runs/plans-of.ts'
import { runSeeds } from './runs/run-seeds.ts'
import { Tally } from './runs/tally.ts'
import { tellFailure } from './runs/tell-failure.ts'
import type { Run } from './world.ts'

const toldEveryMs = 15_000

/** `npm run simulate`: worlds one after another, until one breaks. Exit code 1 where one did, 2 where none could be run. */
async function main(): Promise<void> {
  const asked = readAsked()
  if (asked === undefined) return
  if (asked.isAtEveryAwait) await endAtEveryAwait(asked, say)
  else await (asked.findsEach === undefined ? runAll(asked) : findEach(asked.findsEach, asked, say))
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

async function runAll(asked: Asked): Promise<void> {
  const { seeds, minutes, workers, mutation } = asked
  const beganAt = performance.now()
  const speed = (): string => {
    const seconds = (performance.now() - beganAt) / 1000
    return `in ${seconds.toFixed(1)} s: ${(tally.seeds / seconds).toFixed(2)} a second`
  }
  const tally = new Tally()
  let toldAt = beganAt
  const onRun = (run: Run): void => {
    tally.add(run)
    if (performance.now() - toldAt < toldEveryMs) return
    toldAt = performance.now()
    process.stderr.write(`${tally.seeds} of ${seeds} seeds ${speed()}\n`)
  }
  const isHere = workers === 1 && mutation === undefined
  const lanes: readonly Lane[] = isHere ? [ownLane] : Array.from({ length: workers }, () => childLane(mutation))
  try {
    const failed = await runSeeds(lanes, plansOf(asked), onRun)
    const summary = [`${tally.seeds} of ${seeds} seeds, ${minutes} minutes each, ${speed()}`, ...tally.lines()]
    if (failed !== undefined) {
      process.exitCode = 1
      await tellFailure(asked, failed, lanes[0] ?? ownLane, say)
    }
    for (const line of summary) say(line)
    say(`invariants   ${invariants.map(({ name }) => name).join(', ')}`)
    say(failed === undefined ? 'verdict      everything held' : 'verdict      BROKEN')
  } finally {
    for (const { end } of lanes) end()
  }
}

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}

await main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`)
  process.exitCode = 2
})
// A world that broke, or came to no end, may still turn: nobody waits for it.
process.exit()
