import { endedWorlds } from '@octroi/simulators/world/runs/end-at-every-await'
import { ownLane } from '@octroi/simulators/world/runs/lane'
import { run } from '@octroi/simulators/world/world'
import { expect, test } from 'vitest'

/** On a machine that does much else beside. */
const timeout = 60_000

/** A few seeds of many: `npm run simulate` runs as many as there is time for. */
test.each(['1', '2'])('everything holds in the world of seed %s', { timeout }, async (seed) => {
  const { broken, defects, counts } = await run({ seed, minutes: 2, devices: 2 })
  expect({ broken, defects }).toEqual({ broken: [], defects: [] })
  expect(counts.granted).toBeGreaterThan(0)
  expect(counts.readings).toBeGreaterThan(0)
})

test('one seed is one run, to the byte', { timeout }, async () => {
  const plan = { seed: '4', minutes: 1, devices: 2 }
  const [first, again] = [await run(plan), await run(plan)]
  expect(again.fingerprint).toBe(first.fingerprint)
  expect(again.story).toEqual(first.story)
})

test('the hub ends at awaits of its code, killed and without power, and everything holds', { timeout }, async () => {
  const plan = { seed: '3', minutes: 1, devices: 2 }
  const { failed, places, notReached } = await endedWorlds([ownLane], [plan], () => undefined, 2)
  expect(failed?.run.broken).toBeUndefined()
  expect(places).toBeGreaterThan(1)
  expect(notReached).toEqual([])
})
