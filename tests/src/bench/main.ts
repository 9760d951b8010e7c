import { parseArgs } from 'node:util'
import { authorizeBench } from './authorize.ts'
import { backlog } from './backlog.ts'
import { consoleBench } from './console.ts'
import { disk } from './disk.ts'
import { fuzz } from './fuzz.ts'
import { ingest } from './ingest.ts'
import type { Asked, Bench, Engine } from './measure.ts'
import { permitBench } from './permit.ts'
import { rating } from './rating.ts'
import { textOf } from './text.ts'

const benches: Readonly<Record<string, Bench>> = {
  rating,
  ingest,
  permit: permitBench,
  fuzz,
  backlog,
  disk,
  console: consoleBench,
  authorize: authorizeBench,
}
const onPostgres = ['ingest', 'backlog', 'console', 'authorize']

const options = {
  json: { type: 'boolean' },
  engine: { type: 'string', default: 'sqlite' },
  rows: { type: 'string', default: '1000,100000,1000000' },
  runs: { type: 'string', default: '1000000' },
  seed: { type: 'string', default: '1' },
  records: { type: 'string', default: '1000000' },
} as const
const { values, positionals } = parseArgs({ options, allowPositionals: true })
const [name = '', ...more] = positionals
const bench = Object.hasOwn(benches, name) ? benches[name] : undefined
const asked = readAsked()
if (bench === undefined || more.length > 0 || asked === undefined) {
  process.stderr.write(
    [
      `npm run bench -- <${Object.keys(benches).join('|')}> [--json]`,
      `  --engine sqlite|postgres          of ${onPostgres.join(', ')}`,
      '  --rows 1000,100000,1000000        of console and authorize, from 100 on',
      '  --runs 1000000 --seed 1           of fuzz',
      '  --records 1000000                 of backlog',
      '',
    ].join('\n'),
  )
  process.exit(2)
}
const figures = await bench.run(asked)
const title = bench.title(asked)
const report = { bench: name, title, node: process.version, figures }
process.stdout.write(values.json === true ? `${JSON.stringify(report, null, 2)}\n` : textOf(title, figures))
process.exitCode = figures.some((each) => 'hex' in each) ? 1 : 0

/** Undefined where something is not as it must be. */
function readAsked(): Asked | undefined {
  const { engine, seed } = values
  const rows = values.rows.split(',').map(Number)
  const [runs, records] = [Number(values.runs), Number(values.records)]
  const isGrowing = rows.every((count, index) => Number.isInteger(count) && count >= 100 && count > (rows[index - 1] ?? 0))
  const isCounted = [runs, records].every((count) => Number.isInteger(count) && count >= 1)
  return isEngine(engine) && isGrowing && isCounted ? { engine, rows, runs, seed, records } : undefined
}

function isEngine(engine: string): engine is Engine {
  return engine === 'sqlite' || (engine === 'postgres' && onPostgres.includes(name))
}
