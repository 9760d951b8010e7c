import { performance } from 'node:perf_hooks'
import { err, ok, type Result } from '@octroi/shared/errors/result'
import { readArguments, type StoryArguments, usage } from './arguments.ts'
import { Memory } from './memory.ts'
import { type Replay, readReplay } from './replay.ts'
import { Stage } from './stage.ts'
import { memoryFile, tellStory } from './story.ts'
import { StepFailed, Teller } from './teller.ts'

/** `npm start`: tells the story, then keeps serving until Ctrl-C. */
async function main(): Promise<number> {
  const read = readArguments(process.argv.slice(2), process.env.INIT_CWD ?? process.cwd())
  if (!read.ok) {
    process.stderr.write(`${read.error.map((fault) => `${fault}\n`).join('')}\n${usage}`)
    return 2
  }
  if (read.value === 'help') {
    process.stdout.write(usage)
    return 0
  }
  const options = read.value
  const output = {
    write: (text: string) => void process.stdout.write(text),
    isJson: options.json,
    hasColour: process.stdout.isTTY && process.env.NO_COLOR === undefined,
  }
  const startedAtMs = performance.now()
  const stopped = signalled()
  const prepared = await prepare(options)
  if (!prepared.ok) {
    process.stderr.write(`${prepared.error}\n`)
    return 2
  }
  const { memory, replay } = prepared.value
  const teller = new Teller(memory, output, () => performance.now())
  const stage = await Stage.open(options)
  try {
    const told = tellStory(teller, memory, stage, replay)
    told.catch(() => undefined)
    const ended = await Promise.race([told.then(() => 'told' as const), stopped, stage.death])
    if (ended !== 'told') {
      teller.silence()
      process.stderr.write(`Interrupted at step ${teller.current}; what is finished stays finished.\n`)
      return 130
    }
    teller.note(`\nTold in ${((performance.now() - startedAtMs) / 1000).toFixed(1)} s.`)
    if (options.once) return 0
    teller.note(closing(stage))
    await Promise.race([stopped, stage.death])
    return 0
  } catch (error) {
    teller.silence()
    const message = error instanceof Error ? error.message : String(error)
    process.stderr.write(error instanceof StepFailed ? `Step ${error.step} failed: ${message}\n` : `${message}\n`)
    return 1
  } finally {
    await stage.close()
  }
}

/** Everything that can be found wrong before anything is started. */
async function prepare(options: StoryArguments): Promise<Result<{ memory: Memory; replay: Replay }, string>> {
  try {
    const memory = await Memory.open(memoryFile(options.dataDir))
    return ok({ memory, replay: await readReplay(memory, options) })
  } catch (error) {
    return err(error instanceof Error ? error.message : String(error))
  }
}

function closing(stage: Stage): string {
  const { origin, operatorKeyFile } = stage
  return `
The hub serves at ${origin} until Ctrl-C.
  Operator           ${origin}/console
    the first visit is set up with the key in ${operatorKeyFile}
  Account holders    ${origin}/my
    the driver’s key lies in ${stage.keyFile('driver')}
    the household’s in      ${stage.keyFile('household')}
  API pages          ${origin}/docs/
    curl -H "Authorization: Bearer $(cat ${operatorKeyFile})" ${origin}/v1/accounts`
}

/** Resolves at the first Ctrl-C or request to end. */
function signalled(): Promise<'stopped'> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve('stopped'))
  })
}

process.exit(await main())
