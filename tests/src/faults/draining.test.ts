import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { until } from '@octroi/simulators/story/wait'
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest'
import { Field } from '../kit/field.ts'
import type { HubProcess } from '../kit/hub-process.ts'
import { RunningHub } from '../kit/running-hub.ts'

/** A hub under load is told to end, and another goes on where it was: nobody notices more than a closed connection. */
let folder: string
let hub: RunningHub
let process: HubProcess
let ports: Record<string, string>
let field: Field

async function start(): Promise<void> {
  hub = await RunningHub.startProcess(folder, undefined, { ...ports, OCTROI_DRAIN_SECONDS: '1' })
  process = hub.hub as HubProcess
  const [http, mqtt] = [hub.hub.origin, hub.hub.brokerUrl].map((url) => new URL(url).port)
  ports = { OCTROI_HTTP_PORT: http ?? '', OCTROI_MQTT_PORT: mqtt ?? '' }
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'octroi-draining-'))
  ports = {}
  await start()
})
afterEach(async () => {
  await process.stop()
  await rm(folder, { recursive: true })
})

/** Takes the merchant's confirmations and never answers. */
class Silence {
  private readonly sockets = new Set<Socket>()
  private readonly server: Server = createServer((socket) => {
    socket.on('error', () => undefined)
    this.sockets.add(socket)
  })

  get heard(): number {
    return this.sockets.size
  }

  async listen(port: number): Promise<void> {
    await new Promise<void>((resolve) => this.server.listen(port, '127.0.0.1', resolve))
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy()
    await new Promise((resolve) => this.server.close(resolve))
  }
}

/** Opens accounts as fast as it is answered, until it is not any more; the names of those it was told are there. */
async function openAccounts(worker: number): Promise<readonly string[]> {
  const told: string[] = []
  for (let count = 0; ; count++) {
    const name = `Opened ${worker}.${count}`
    const answer = await hub.ask('POST', '/v1/accounts', { name, zone: 'UTC' }).catch(() => undefined)
    if (answer === undefined) return told
    expect(answer.status).toBe(201)
    told.push(name)
  }
}

/** The meter goes on telling, whether or not anybody listens. */
async function readUntil(ended: Promise<unknown>): Promise<void> {
  let isOver = false
  void ended.then(() => {
    isOver = true
  })
  while (!isOver) {
    await field.read(20)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

async function accountNames(): Promise<readonly string[]> {
  const names: string[] = []
  for (let after = ''; ; ) {
    const { items, next } = (await hub.ask('GET', `/v1/accounts?limit=100${after}`)).body
    names.push(...items.map(({ name }: { name: string }) => name).filter((name: string) => name.startsWith('Opened ')))
    if (next === undefined) return names
    after = `&after=${next}`
  }
}

test('what was accepted is answered, what was acknowledged is kept, what was leased is free', { timeout: 40_000 }, async () => {
  // A year ago, so that no reading lies ahead however many there are.
  field = await Field.around(hub, Date.now() - 365 * 86_400_000)
  onTestFinished(() => field.close())
  await field.drained()
  const [waited, opened] = [await field.permit(), await field.permit()]
  const silence = new Silence()
  const { port } = field.server
  await field.server.close()
  await silence.listen(port)
  await field.open(opened)
  await until('a confirmation is on its way', async () => silence.heard > 0 || undefined)

  const waiting = hub.ask('GET', `/v1/authorizations/${waited.id}?wait=25`)
  const load = [1, 2, 3].map(openAccounts)
  const stopping = process.stop()
  const reading = readUntil(process.ended)
  await draining()
  const served = await hub.ask('GET', '/v1/tenant')
  expect([served.status, served.headers.get('connection')]).toEqual([200, 'close'])

  expect(await process.ended).toBe(0)
  await stopping
  const answered = await waiting
  expect([answered.status, answered.body.outcome]).toEqual([200, 'pending'])
  const told = (await Promise.all(load)).flat()
  expect(told.length).toBeGreaterThan(0)
  await reading
  await silence.close()
  await field.serverBack()

  await start()
  field.hub = hub
  expect([...(await accountNames())].toSorted(byText)).toEqual(told.toSorted(byText))
  expect(await field.counted()).toEqual(field.told)
  expect(await field.server.confirmed(opened.id, 10_000)).toMatchObject({ type: 'authorization.completed' })
  await expect
    .poll(async () => (await field.deliveries()).map(({ state, attempts }) => ({ state, attempts })), { timeout: 5000 })
    .toEqual([{ state: 'delivered', attempts: 1 }])
})

/** Resolves once the hub says that it drains. */
function draining(): Promise<unknown> {
  return until('it drains', async () => {
    const { status, body } = await hub.ask('GET', '/readyz', undefined, { token: '' })
    return (status === 503 && body.status === 'draining') || undefined
  })
}

function byText(left: string, right: string): number {
  return left < right ? -1 : 1
}

test('a second signal ends it at once', async () => {
  const stopping = [process.stop()]
  await draining()
  stopping.push(process.stop())
  expect(await process.ended).toBe(1)
  await Promise.all(stopping)
})
