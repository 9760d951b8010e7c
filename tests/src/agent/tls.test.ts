import { readFile, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import { connect } from 'node:net'
import { join } from 'node:path'
import { enrol } from '@octroi/agent/enrolment/enrol'
import { identityFiles } from '@octroi/agent/enrolment/identity-files'
import { hubClient } from '@octroi/agent/uplink/hub-client'
import { localStatusSchema } from '@octroi/shared/api/local'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { RunningAgent } from '../kit/running-agent.ts'
import { crypto, RunningHub, tlsFiles } from '../kit/running-hub.ts'

let hub: RunningHub
let agent: RunningAgent | undefined

beforeAll(async () => {
  hub = await RunningHub.start({ OCTROI_TLS_CERT: tlsFiles.cert, OCTROI_TLS_KEY: tlsFiles.key })
  const catalogue = 'services: { trunk.access: { name: Trunk, actions: [open] } }\nmeters: {}\noffers: {}'
  await hub.ask('POST', '/v1/catalogue/versions', catalogue)
})
afterAll(async () => {
  await agent?.remove()
  await hub.stop()
})

async function claim(): Promise<string> {
  const { account } = await hub.party('account_holder')
  const thing = { owner: account, label: 'Sample car', services: { 'trunk.access': ['open'] } }
  return (await hub.ask('POST', '/v1/devices', thing)).body.claimCode
}

const connected = async (): Promise<boolean> =>
  localStatusSchema.parse(await (await fetch(`${agent?.localUrl}/status`)).json()).connected

test('the hub tells secure addresses', () => {
  expect(hub.hub.origin).toMatch(/^https:/)
  expect(hub.hub.brokerUrl).toMatch(/^mqtts:/)
})

test('an agent that pinned the hub’s authority enrols and connects, and needs the file no more', async () => {
  const settings = { hub: hub.hub.origin, tenant: await hub.tenant(), claimCode: await claim() }
  agent = await RunningAgent.start({ ...settings, ca: tlsFiles.ca })
  await expect.poll(connected, { timeout: 10_000 }).toBe(true)
  await agent.shutDown()
  const enrolment = join(agent.folder, 'data', 'enrolment.json')
  const kept = JSON.parse(await readFile(enrolment, 'utf8')) as { ca: string }
  expect(kept.ca).toContain('BEGIN CERTIFICATE')
  await agent.boot()
  await expect.poll(connected, { timeout: 10_000 }).toBe(true)
  await agent.shutDown()
  await writeFile(enrolment, JSON.stringify({ ...kept, ca: await readFile(tlsFiles.otherCa, 'utf8') }))
  await agent.boot()
  await new Promise((resolve) => setTimeout(resolve, 1500))
  expect(await connected()).toBe(false)
})

test.each([
  ['another authority', () => readFile(tlsFiles.otherCa, 'utf8')],
  ['the system’s authorities', () => Promise.resolve(undefined)],
])('an agent that trusts %s does not enrol', async (_whom, ca) => {
  const store = identityFiles(hub.folder, crypto, (length) => crypto.sha256(new Uint8Array(length)).slice(0, length))
  const client = hubClient(hub.hub.origin, undefined, await ca())
  const command = { tenant: await hub.tenant(), claimCode: await claim(), origin: hub.hub.origin }
  await expect(enrol(crypto, client, store, command)).rejects.toThrow(/certificate/i)
})

test('a certificate for another name is not the hub’s, whoever is dialled', async () => {
  const ca = await readFile(tlsFiles.ca, 'utf8')
  const dial = { host: '127.0.0.1', port: Number(new URL(hub.hub.origin).port) }
  const client = hubClient('https://hub.example', dial, ca)
  const store = identityFiles(hub.folder, crypto, (length) => new Uint8Array(length).fill(3))
  const command = { tenant: await hub.tenant(), claimCode: 'X', origin: 'https://hub.example' }
  await expect(enrol(crypto, client, store, command)).rejects.toThrow(/altnames|does not match/i)
})

test('plain words to the secure ports are not answered, and the hub goes on', async () => {
  const port = Number(new URL(hub.hub.brokerUrl).port)
  const ended = new Promise<void>((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write('hello, this is no handshake'))
    socket.once('close', () => resolve())
    socket.once('error', () => undefined)
  })
  await ended
  expect((await hub.ask('GET', '/readyz')).body).toEqual({ status: 'ready' })
})

test('a plain server in the place of the hub is no hub', async () => {
  const server: Server = createServer((_request, response) => response.end('{}'))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  const client = hubClient(hub.hub.origin, { host: '127.0.0.1', port }, await readFile(tlsFiles.ca, 'utf8'))
  const store = identityFiles(hub.folder, crypto, (length) => new Uint8Array(length).fill(4))
  const command = { tenant: await hub.tenant(), claimCode: 'X', origin: hub.hub.origin }
  await expect(enrol(crypto, client, store, command)).rejects.toThrow(/ssl|packet|version/i)
  await new Promise((resolve) => server.close(resolve))
})
