import type { Sabotage } from '@octroi/simulators/world/sabotage'
import { run } from '@octroi/simulators/world/world'
import { expect, test } from 'vitest'

/** Two of those that docs/reliability.md lists, with the seed that finds each. */
const found: readonly (readonly [Sabotage, string, string])[] = [
  ['receipt_before_commit', '1', 'in sync'],
  ['ledger_off_by_one', '1', 'books balance'],
]

test.each(found)('%s is found by seed %s: %s', { timeout: 60_000 }, async (sabotage, seed, invariant) => {
  const { broken } = await run({ seed, minutes: 3, devices: 4, sabotage })
  expect(broken.map((each) => each.invariant)).toContain(invariant)
})
