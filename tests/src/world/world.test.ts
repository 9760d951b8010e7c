import { run } from '@octroi/simulators/world/world'
import { expect, test } from 'vitest'

/** A few seeds of many: `npm run simulate` runs as many as there is time for. */
test.each(['1', '2'])('everything holds in the world of seed %s', async (seed) => {
  const { broken, defects, counts } = await run({ seed, minutes: 2, devices: 3 })
  expect({ broken, defects }).toEqual({ broken: [], defects: [] })
  expect(counts.granted).toBeGreaterThan(0)
})

test('one seed is one run, to the byte', async () => {
  const plan = { seed: '3', minutes: 1, devices: 3 }
  const [first, again] = [await run(plan), await run(plan)]
  expect(again.fingerprint).toBe(first.fingerprint)
  expect(again.story).toEqual(first.story)
})
