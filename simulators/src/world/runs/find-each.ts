import { readFile, writeFile } from 'node:fs/promises'
import type { Asked } from '../arguments.ts'
import { mutations } from '../mutations/all.ts'
import { isSabotage, sabotages } from '../sabotage.ts'
import { type Broken, type Finding, foundTable, withFound } from './found-table.ts'
import { childLane } from './lane.ts'
import { plansOf } from './plans-of.ts'
import { runSeeds } from './run-seeds.ts'

const document = new URL('../../../../docs/reliability.md', import.meta.url)

/** What can be broken on purpose, one at a time, and the title under which the document tells what finds each. */
export const brokenOnPurpose = {
  mutations: { title: 'bug in the code', all: mutations },
  sabotages: {
    title: 'broken between code and world',
    all: Object.entries(sabotages).map(([name, sentence]): Broken => ({ name, sentence })),
  },
} as const satisfies Record<string, { readonly title: string; readonly all: readonly Broken[] }>

/** Tries each on its own, seed by seed, until one finds it; tells, and writes down where asked, which. */
export async function findEach(kind: keyof typeof brokenOnPurpose, asked: Asked, say: (line: string) => void): Promise<void> {
  const { title, all } = brokenOnPurpose[kind]
  const findings = new Map<string, Finding>()
  const waiting = [...all]
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const { name } = next
      const lane = childLane(kind === 'mutations' ? name : undefined)
      const plans = plansOf({ ...asked, ...(isSabotage(name) ? { sabotage: name } : {}) })
      const found = await runSeeds([lane], plans, () => undefined)
      lane.end()
      const by = found === undefined ? 'NOT FOUND' : `seed ${found.plan.seed}: ${found.run.broken[0]?.detail}`
      process.stderr.write(`${name}: ${by}\n`)
      if (found === undefined) continue
      findings.set(name, { seed: found.plan.seed, invariants: [...new Set(found.run.broken.map(({ invariant }) => invariant))] })
    }
  }
  await Promise.all(Array.from({ length: asked.workers }, work))
  const table = foundTable(title, all, findings, asked.seeds)
  for (const line of table) say(line)
  if (asked.isRecorded) await writeFile(document, withFound(await readFile(document, 'utf8'), title, table))
  if (findings.size < all.length) process.exitCode = 1
}
