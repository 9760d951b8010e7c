import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Driver, DriverModule, Observation } from '@octroi/agent/drivers/driver'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { control } from './control-socket.ts'

/** Every driver there is, with the input from the thing itself that starts each of its safety actions. */
const inputs: Readonly<Record<string, Readonly<Record<string, object>>>> = {
  home: { end_alarm: { do: 'end_alarm' } },
  lock: { release_from_inside: { do: 'release_from_inside' } },
  meter: {},
}

/** How each shows that it did it. */
const carriedOut: Readonly<Record<string, object>> = { lock: { open: true }, home: { sounding: false } }

test('every driver is walked', async () => {
  const files = (await readdir(import.meta.dirname)).filter((file) => /^[a-z-]+\.ts$/.test(file) && file !== 'control-socket.ts')
  expect(files.toSorted()).toEqual(Object.keys(inputs).map((name) => `${name}.ts`))
})

describe.each(Object.entries(inputs))('the safety actions of the %s', (name, inputOf) => {
  let folder: string
  let driver: Driver
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'octroi-driver-'))
    const loaded = (await import(join(import.meta.dirname, `${name}.ts`))) as DriverModule
    driver = loaded.createDriver({ control: join(folder, 'control') })
  })
  afterEach(async () => {
    await driver.stop()
    await rm(folder, { recursive: true })
  })

  test('are those that have an input of their own', () => {
    expect(driver.safetyActions.map(({ action }) => action).toSorted()).toEqual(Object.keys(inputOf).toSorted())
  })

  test('can be started by no permit', () => {
    for (const { service, action } of driver.safetyActions) expect(driver.services[service] ?? []).not.toContain(action)
  })

  test.each([
    ['told', (seen: Observation[]) => async (observations: readonly Observation[]) => seen.push(...observations)],
    ['carried out though the journal is full', () => () => Promise.reject(new Error('the journal is full'))],
  ] as const)('are %s', async (_what, host) => {
    const seen: Observation[] = []
    let isStarted = false
    const observed = (observations: readonly Observation[]): Promise<number> =>
      isStarted ? host(seen)(observations) : Promise.resolve(0)
    const requested = () => Promise.resolve({ granted: false, code: 'lease_missing' } as const)
    await driver.start({ observed, requested })
    isStarted = true
    for (const [action, input] of Object.entries(inputOf)) {
      await expect(control(join(folder, 'control'), input), action).resolves.toMatchObject(carriedOut[name] ?? {})
    }
    const told = seen.flatMap((observation) => (observation.type === 'safety_action' ? [observation.action] : []))
    expect(told).toEqual(_what === 'told' ? Object.keys(inputOf) : [])
  })
})
