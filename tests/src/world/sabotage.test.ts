import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { brokenOnPurpose } from '@octroi/simulators/world/runs/find-each'
import { readFound } from '@octroi/simulators/world/runs/found-table'
import type { Sabotage } from '@octroi/simulators/world/sabotage'
import { run } from '@octroi/simulators/world/world'
import { expect, test } from 'vitest'
import { root } from '../kit/source-files.ts'

const document = readFileSync(join(root, 'docs/reliability.md'), 'utf8')
const found = readFound(document, brokenOnPurpose.sabotages.title)

/** Two of those that the document lists. */
test.each<readonly [Sabotage, string]>([
  ['sealed_is_sent', 'nothing lost'],
  ['ledger_off_by_one', 'books balance'],
])('%s is found by the seed that the document says: %s', { timeout: 60_000 }, async (sabotage, invariant) => {
  const { broken } = await run({ seed: found.get(sabotage)?.seed ?? '', minutes: 3, devices: 4, sabotage })
  expect(broken.map((each) => each.invariant)).toContain(invariant)
})
