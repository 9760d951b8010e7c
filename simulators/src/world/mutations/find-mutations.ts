import { readFile, writeFile } from 'node:fs/promises'
import type { Asked } from '../arguments.ts'
import { childLane } from '../runs/lane.ts'
import { plansOf } from '../runs/plans-of.ts'
import { runSeeds } from '../runs/run-seeds.ts'
import { mutations } from './all.ts'
import { type Finding, foundTable, withFound } from './found-table.ts'

const document = new URL('../../../../docs/reliability.md', import.meta.url)

/** Tries every mutation on its own, seed by seed, until one finds it; tells, and writes down where asked, which. */
export async function findMutations(asked: Asked, say: (line: string) => void): Promise<void> {
  const findings = new Map<string, Finding>()
  const waiting = [...mutations]
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const { name } = next
      const lane = childLane(name)
      const found = await runSeeds([lane], plansOf(asked), () => undefined)
      lane.end()
      const by = found === undefined ? 'NOT FOUND' : `seed ${found.plan.seed}: ${found.run.broken[0]?.detail}`
      process.stderr.write(`${name}: ${by}\n`)
      if (found === undefined) continue
      findings.set(name, { seed: found.plan.seed, invariants: [...new Set(found.run.broken.map(({ invariant }) => invariant))] })
    }
  }
  await Promise.all(Array.from({ length: asked.workers }, work))
  const table = foundTable(mutations, findings, asked.seeds)
  for (const line of table) say(line)
  if (asked.isRecorded) await writeFile(document, withFound(await readFile(document, 'utf8'), table))
  if (findings.size < mutations.length) process.exitCode = 1
}
