import { parseArgs } from 'node:util'
import { authorizeBench } from './authorize.ts'
import { consoleBench } from './console.ts'
import { disk } from './disk.ts'
import { ingest } from './ingest.ts'
import type { Bench, Figure, Growth, Size } from './measure.ts'
import { permitBench } from './permit.ts'
import { rating } from './rating.ts'

const benches: Readonly<Record<string, Bench>> = {
  rating,
  ingest,
  permit: permitBench,
  disk,
  console: consoleBench,
  authorize: authorizeBench,
}
const onPostgres = ['ingest', 'console', 'authorize']

const options = {
  json: { type: 'boolean' },
  engine: { type: 'string', default: 'sqlite' },
  rows: { type: 'string', default: '1000,100000,1000000' },
} as const
const { values, positionals } = parseArgs({ options, allowPositionals: true })
const { engine } = values
const [name = '', ...more] = positionals
const bench = Object.hasOwn(benches, name) ? benches[name] : undefined
const rows = values.rows.split(',').map(Number)
const isGrowing = rows.every((count, index) => Number.isInteger(count) && count >= 100 && count > (rows[index - 1] ?? 0))
const isFitting = isGrowing && (engine === 'sqlite' || (engine === 'postgres' && onPostgres.includes(name)))
if (bench === undefined || more.length > 0 || !isFitting) {
  process.stderr.write(
    `npm run bench -- <${Object.keys(benches).join('|')}> [--json] [--engine sqlite|postgres, of ${onPostgres.join(' and ')}] [--rows 1000,100000,1000000, of console and authorize, from 100 on]\n`,
  )
  process.exit(2)
}
const figures = await bench.run(engine, rows)
const title = bench.title(engine)
const report = { bench: name, title, node: process.version, figures }
process.stdout.write(values.json === true ? `${JSON.stringify(report, null, 2)}\n` : text(title, figures))

function text(title: string, list: readonly (Figure | Size | Growth)[]): string {
  const lines = list.map((each) => {
    if ('bytes' in each) return `${each.bytes.toLocaleString('en').padStart(12)} B   ${each.what}`
    if ('isFlat' in each) {
      const times = each.ms.map(({ ms }) => ms.toFixed(1).padStart(10)).join('')
      return `${times}${each.ratio.toFixed(2).padStart(10)} ×  ${each.what}${each.isFlat ? '' : '  NOT FLAT'}`
    }
    const { what, perSecond, ratios = {}, ms } = each
    const compared = Object.entries(ratios).map(([to, ratio]) => `${ratio.toFixed(2)} × ${to}`)
    const took = ms === undefined ? '' : `, p50 ${ms.p50Ms} ms, p99 ${ms.p99Ms} ms`
    return `${perSecond.toLocaleString('en').padStart(12)} /s  ${what}${took}${compared.length === 0 ? '' : `  (${compared.join(', ')})`}`
  })
  const [first] = list
  if (first !== undefined && 'isFlat' in first) {
    const counts = first.ms.map(({ rows: count }) => count.toLocaleString('en').padStart(10)).join('')
    lines.unshift(`${counts}     ratio`)
  }
  return `${title}\n${lines.join('\n')}\n`
}
