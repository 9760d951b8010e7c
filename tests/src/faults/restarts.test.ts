import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { Field } from '../kit/field.ts'
import type { HubProcess } from '../kit/hub-process.ts'
import { RunningHub } from '../kit/running-hub.ts'

/** Connections end, listeners go away and come back, and the hub loses its power: nothing is lost and nothing doubled. */
const timeout = 20_000

describe('every connection is cut and no new one is taken', { timeout }, () => {
  let hub: RunningHub
  let field: Field
  beforeEach(async () => {
    hub = await RunningHub.start()
    field = await Field.around(hub)
  })
  afterEach(async () => {
    await field.close()
    await hub.stop()
  })

  test('while the agent journals, sends and waits for answers, again and again', async () => {
    await field.drained()
    for (let round = 0; round < 4; round++) {
      const grant = await field.permit()
      const opening = field.open(grant)
      const reading = field.read(60)
      if (round % 2 === 0) await new Promise((resolve) => setTimeout(resolve, 20 * round))
      field.cut()
      await Promise.all([opening, reading])
      await field.read(60)
      field.restore()
    }
    expect(await field.counted()).toEqual(field.told)
  })
})

describe('the hub loses its power', { timeout }, () => {
  let folder: string
  let hub: RunningHub
  let process: HubProcess
  let ports: Record<string, string>
  let field: Field

  async function start(): Promise<void> {
    hub = await RunningHub.startProcess(folder, undefined, ports)
    process = hub.hub as HubProcess
    const [http, mqtt] = [hub.hub.origin, hub.hub.brokerUrl].map((url) => new URL(url).port)
    // The device signed the hub's address, so it comes back where it was.
    ports = { OCTROI_HTTP_PORT: http ?? '', OCTROI_MQTT_PORT: mqtt ?? '' }
  }

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'octroi-power-'))
    ports = {}
    await start()
    field = await Field.around(hub)
  })
  afterEach(async () => {
    await field.close()
    await process.stop()
    await rm(folder, { recursive: true })
  })

  test('with a batch in flight and a confirmation due, and is started again on the same data', async () => {
    await field.drained()
    const [first, second] = [await field.permit(), await field.permit()]
    await field.server.close()
    await field.open(first)
    const attempts = async () => (await field.deliveries()).find(({ type }) => type === 'authorization.completed')?.attempts
    await expect.poll(attempts).toBeGreaterThan(0)
    const reading = field.read(500)
    await process.kill()
    await reading
    await field.open(second)
    await field.serverBack()
    await start()
    field.hub = hub
    expect(await field.counted()).toEqual(field.told)
    for (const { id } of [first, second])
      expect(await field.server.confirmed(id, 10_000)).toMatchObject({ type: 'authorization.completed' })
    await expect
      .poll(async () => (await field.deliveries()).map(({ type, state }) => `${type} ${state}`))
      .toEqual(['authorization.completed delivered', 'authorization.completed delivered'])
  })
})
