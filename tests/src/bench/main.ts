import { parseArgs } from 'node:util'
import { disk } from './disk.ts'
import { ingest } from './ingest.ts'
import type { Bench, Figure, Size } from './measure.ts'
import { permitBench } from './permit.ts'
import { rating } from './rating.ts'

const benches: Readonly<Record<string, Bench>> = { rating, ingest, permit: permitBench, disk }

const { values, positionals } = parseArgs({ options: { json: { type: 'boolean' } }, allowPositionals: true })
const [name = '', ...more] = positionals
const bench = Object.hasOwn(benches, name) ? benches[name] : undefined
if (bench === undefined || more.length > 0) {
  process.stderr.write(`npm run bench -- <${Object.keys(benches).join('|')}> [--json]\n`)
  process.exit(2)
}
const figures = await bench.run()
const report = { bench: name, title: bench.title, node: process.version, figures }
process.stdout.write(values.json === true ? `${JSON.stringify(report, null, 2)}\n` : text(bench.title, figures))

function text(title: string, list: readonly (Figure | Size)[]): string {
  const lines = list.map((each) => {
    if ('bytes' in each) return `${each.bytes.toLocaleString('en').padStart(12)} B   ${each.what}`
    const { what, perSecond, ratios = {} } = each
    const compared = Object.entries(ratios).map(([to, ratio]) => `${ratio.toFixed(2)} × ${to}`)
    return `${perSecond.toLocaleString('en').padStart(12)} /s  ${what}${compared.length === 0 ? '' : `  (${compared.join(', ')})`}`
  })
  return `${title}\n${lines.join('\n')}\n`
}
