import { localStatusSchema } from '@octroi/shared/api/local'
import { toBase64url } from '@octroi/shared/crypto/bytes'
import { keyPairOf } from '@octroi/shared/crypto/crypto'
import { signMessage } from '@octroi/shared/wire/message'
import { timeMessage } from '@octroi/shared/wire/messages/session'
import { Courier } from '@octroi/simulators/courier/courier'
import { until } from '@octroi/simulators/story/wait'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { Network } from '../kit/network.ts'
import { RunningAgent } from '../kit/running-agent.ts'
import { crypto, type Party, RunningHub } from '../kit/running-hub.ts'

/** A car underground that has just started: it does not know the time, and whoever stands before it has a phone. */
const catalogue = `
services:
  trunk.access: { name: Trunk access, actions: [open] }
meters: {}
offers:
  own: { name: Own, currency: EUR, entitlements: [{ service: trunk.access, actions: [open], reach: own }] }
`
const courier = new Courier(crypto, new Uint8Array(32).fill(7))

let hub: RunningHub
let network: Network
let owner: Party
let agent: RunningAgent
let asked = 0

const headers = () => ({ 'idempotency-key': `relayed-time-${++asked}` })

beforeAll(async () => {
  hub = await RunningHub.start()
  network = await Network.to(hub)
  await hub.ask('POST', '/v1/catalogue/versions?effectiveFrom=2020-01-01T00:00:00Z', catalogue)
  owner = await hub.party('account_holder')
  await hub.ask('POST', '/v1/orders', { offer: 'own' }, { token: owner.token, headers: headers() })
  const thing = { owner: owner.account, label: 'Sample car', services: { 'trunk.access': ['open'] } }
  const { claimCode } = (await hub.ask('POST', '/v1/devices', thing)).body
  agent = await RunningAgent.start({ hub: hub.hub.origin, tenant: await hub.tenant(), claimCode, ...network.gateways })
  await drained()
})
afterAll(async () => {
  await agent.remove()
  await network.close()
  await hub.stop()
})

async function status() {
  return localStatusSchema.parse(await (await fetch(`${agent.localUrl}/status`)).json())
}

async function drained(): Promise<void> {
  const left = async () => {
    const { connected, journal } = await status()
    return connected ? journal.lastSeq - journal.acknowledgedThrough : undefined
  }
  await until('everything sent', async () => ((await left()) === 0 ? true : undefined))
}

interface Asked {
  readonly id: string
  readonly permit: string
}

async function permit(): Promise<Asked> {
  const window = { from: new Date().toISOString(), until: new Date(Date.now() + 600_000).toISOString() }
  const body = { device: agent.device, service: 'trunk.access', action: 'open', window, holderKey: courier.holderKey }
  return (await hub.ask('POST', '/v1/authorizations', body, { token: owner.token, headers: headers() })).body
}

type Tell = (nonce: string) => Promise<{ readonly time: string; readonly receipt: string }>

const tell =
  ({ id }: Asked): Tell =>
  async (nonce) =>
    (await hub.ask('POST', `/v1/authorizations/${id}/times`, { nonce }, { token: owner.token })).body

const present = ({ permit: bytes }: Asked, tellTime?: Tell) =>
  courier.present(agent.localUrl, { device: agent.device, action: 'trunk.access:open' }, bytes, {
    ...(tellTime === undefined ? {} : { tellTime }),
  })

async function closed(): Promise<void> {
  await until('it opened', async () => ((await status()).actions['trunk.access']?.phase === 'opened' ? true : undefined))
  await agent.lock.close()
}

async function underground(): Promise<void> {
  network.cut()
  await agent.shutDown()
  await agent.boot()
  expect((await status()).time.state).not.toBe('synced')
}

async function backInReach(): Promise<void> {
  network.restore()
  await drained()
}

describe('a device that does not know the time', () => {
  beforeEach(underground)

  test('takes it from the hub through whoever shows the permit, and goes by it from then on', async () => {
    const [first, second] = [await permit(), await permit()]
    expect(await present(first)).toMatchObject({ code: 'time_not_synced' })
    expect(await present(first, tell(first))).toMatchObject({ decision: 'granted' })
    expect((await status()).time).toMatchObject({ state: 'synced' })
    await closed()
    expect(await present(second)).toMatchObject({ decision: 'granted' })
    await closed()
    await backInReach()
    const outcome = (await hub.ask('GET', `/v1/authorizations/${first.id}`, undefined, { token: owner.token })).body.outcome
    expect(outcome).toBe('completed')
  })

  test.each<[string, (told: Tell, nonce: string) => ReturnType<Tell>]>([
    ['of another nonce', (told) => told(toBase64url(new Uint8Array(16).fill(1)))],
    [
      'with what the hub held a moment before',
      async (told, nonce) => {
        const before = await told(nonce)
        await new Promise((resolve) => setTimeout(resolve, 5))
        return { ...(await told(nonce)), receipt: before.receipt }
      },
    ],
    [
      'that somebody else signed',
      async (told, nonce) => {
        const claims = { device: agent.device, nonce: new Uint8Array(Buffer.from(nonce, 'base64url')), time: Date.now() }
        const time = signMessage(crypto, timeMessage, claims, keyPairOf(crypto, new Uint8Array(32).fill(9)))
        return { ...(await told(nonce)), time: toBase64url(time) }
      },
    ],
    ['that is damaged', async (told, nonce) => ({ ...(await told(nonce)), time: 'AAAA' })],
  ])('takes none %s', async (_what, changed) => {
    const granted = await permit()
    const said = await present(granted, (nonce) => changed(tell(granted), nonce))
    expect(said).toMatchObject({ code: 'time_not_synced' })
    expect((await status()).time.state).not.toBe('synced')
    await backInReach()
  })

  test('and forgot with its disk what it used, learns that too, and trusts no permit of before', async () => {
    await backInReach()
    await agent.shutDown()
    await agent.keepDisk('before')
    await agent.boot()
    await drained()
    const used = await permit()
    expect(await present(used)).toMatchObject({ decision: 'granted' })
    await closed()
    await drained()
    await agent.shutDown()
    await agent.putBackDisk('before')
    await agent.boot()
    await underground()
    expect(await present(used, tell(used))).toMatchObject({ code: 'device_restored' })
    await backInReach()
  })
})

describe('the hub', () => {
  test('tells the time for a device to whom it granted something there, and to nobody else', async () => {
    const granted = await permit()
    const other = await hub.party('partner')
    const path = `/v1/authorizations/${granted.id}/times`
    const nonce = toBase64url(new Uint8Array(16))
    const ask = (body: object, token: string) => hub.ask('POST', path, body, { token })
    expect((await ask({ nonce }, owner.token)).status).toBe(201)
    expect((await ask({ nonce }, other.token)).status).toBe(404)
    expect((await ask({ nonce: 'AAAA' }, owner.token)).body).toMatchObject({ status: 422, faults: [{ path: 'nonce' }] })
  })
})
