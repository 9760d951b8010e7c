import { parseArgs } from 'node:util'
import { disk } from './disk.ts'
import { ingest } from './ingest.ts'
import type { Bench, Figure, Size } from './measure.ts'
import { permitBench } from './permit.ts'
import { rating } from './rating.ts'

const benches: Readonly<Record<string, Bench>> = { rating, ingest, permit: permitBench, disk }

const options = { json: { type: 'boolean' }, engine: { type: 'string', default: 'sqlite' } } as const
const { values, positionals } = parseArgs({ options, allowPositionals: true })
const { engine } = values
const [name = '', ...more] = positionals
const bench = Object.hasOwn(benches, name) ? benches[name] : undefined
const isFitting = engine === 'sqlite' || (engine === 'postgres' && name === 'ingest')
if (bench === undefined || more.length > 0 || !isFitting) {
  process.stderr.write(`npm run bench -- <${Object.keys(benches).join('|')}> [--json] [--engine sqlite|postgres, of ingest]\n`)
  process.exit(2)
}
const figures = await bench.run(engine)
const title = bench.title(engine)
const report = { bench: name, title, node: process.version, figures }
process.stdout.write(values.json === true ? `${JSON.stringify(report, null, 2)}\n` : text(title, figures))

function text(title: string, list: readonly (Figure | Size)[]): string {
  const lines = list.map((each) => {
    if ('bytes' in each) return `${each.bytes.toLocaleString('en').padStart(12)} B   ${each.what}`
    const { what, perSecond, ratios = {} } = each
    const compared = Object.entries(ratios).map(([to, ratio]) => `${ratio.toFixed(2)} × ${to}`)
    return `${perSecond.toLocaleString('en').padStart(12)} /s  ${what}${compared.length === 0 ? '' : `  (${compared.join(', ')})`}`
  })
  return `${title}\n${lines.join('\n')}\n`
}
