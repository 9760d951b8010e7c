import { run } from '@octroi/simulators/world/world'
import { expect, test } from 'vitest'

test('a world', async () => {
  const started = performance.now()
  const first = await run({ seed: '1', minutes: 5, devices: 4 })
  console.log(first.story.slice(0, 150).join('\n'), first.counts, first.broken, first.events, performance.now() - started)
  expect(first.broken).toEqual([])
})
