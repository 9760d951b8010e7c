import { decodeBase64url, toBase64url } from '@octroi/shared/crypto/bytes'
import { keyPairOf } from '@octroi/shared/crypto/crypto'
import { signMessage } from '@octroi/shared/wire/message'
import { presentationMessage } from '@octroi/shared/wire/messages/permit'
import { Courier } from '@octroi/simulators/courier/courier'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { OwnCar } from '../kit/own-car.ts'
import type { RunningAgent } from '../kit/running-agent.ts'
import { crypto, type Party, type RunningHub } from '../kit/running-hub.ts'

const holder = keyPairOf(crypto, new Uint8Array(32).fill(7))

let car: OwnCar
let hub: RunningHub
let owner: Party
let agent: RunningAgent

beforeAll(async () => {
  car = await OwnCar.open()
  ;({ hub, owner, agent } = car)
})
afterAll(() => car.close())

const permit = async (more: { readonly delegable?: boolean } = {}): Promise<{ id: string; permit: string }> =>
  (await car.permit({ holderKey: toBase64url(holder.publicKey), ...more })).body

async function present(permitText: string): Promise<{ status: number; code?: string }> {
  const { nonce } = (await (await fetch(`${agent.localUrl}/nonce`)).json()) as { nonce: string }
  const bytes = decodeBase64url(permitText)
  const action = 'trunk.access:open'
  const claims = { device: agent.device, action, nonce: decodeBase64url(nonce), permitHash: crypto.sha256(bytes) }
  const presentation = toBase64url(signMessage(crypto, presentationMessage, claims, holder))
  return local({ permit: permitText, presentation })
}

async function local(body: unknown): Promise<{ status: number; code?: string }> {
  const content = typeof body === 'string' ? body : JSON.stringify(body)
  const answer = await fetch(`${agent.localUrl}/permits`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: content,
  })
  return { status: answer.status, ...((await answer.json()) as object) }
}

const status = () => car.status()
const drained = () => car.drained()
const connected = () => expect.poll(async () => (await status()).connected, { timeout: 10_000 }).toBe(true)

async function openAndClose(permitText: string): Promise<void> {
  expect((await present(permitText)).status).toBe(200)
  await car.closed()
}

const outcome = async (id: string): Promise<string> => (await car.authorization(id)).outcome

describe('the local interface', () => {
  test.each([
    ['not JSON', '{', 422, 'invalid_input'],
    ['nothing', {}, 422, 'invalid_input'],
    ['another field', { permit: 'AAAA', more: 1 }, 422, 'invalid_input'],
    ['bytes that are no permit', { permit: 'AAAA' }, 403, 'malformed'],
    ['too much', { permit: 'A'.repeat(9000) }, 413, 'body_too_large'],
  ])('answers %s with what is wrong', async (_what, body, expected, code) => {
    expect(await local(body)).toMatchObject({ status: expected, code })
  })

  test('names what is not there', async () => {
    expect((await fetch(`${agent.localUrl}/nothing`)).status).toBe(404)
  })
})

test('a second agent on the same folder is turned away, and the first goes on', async () => {
  await expect(agent.boot()).rejects.toThrow('in use by another process')
  expect((await status()).connected).toBe(true)
})

test('an opening reaches the hub as completed, also over a new boot', async () => {
  await connected()
  const granted = await permit()
  await openAndClose(granted.permit)
  await agent.shutDown()
  await agent.boot()
  await drained()
  expect(await outcome(granted.id)).toBe('completed')
})

test('who cannot receive webhooks waits for the outcome', async () => {
  await drained()
  const granted = await permit()
  const wait = (query: string) => hub.ask('GET', `/v1/authorizations/${granted.id}?${query}`, undefined, { token: owner.token })
  const [opened] = await Promise.all([wait('wait=20'), openAndClose(granted.permit)])
  expect(['opened', 'completed']).toContain(opened.body.outcome)
  expect((await wait('wait=20&outcome=opened')).body.outcome).toBe('completed')
  expect((await wait('wait=1&outcome=completed')).body.outcome).toBe('completed')
  expect((await wait('wait=60')).status).toBe(422)
})

test('a permit that its holder hands on opens for whom the link names, whose opening is told as such', async () => {
  await drained()
  const [first, second] = [new Courier(crypto, holder.secretKey), new Courier(crypto, new Uint8Array(32).fill(8))]
  const at = { device: agent.device, action: 'trunk.access:open' }
  const plain = await permit()
  const refused = await second.present(agent.localUrl, at, plain.permit, {
    link: first.handOn(plain.permit, second.holderKey),
  })
  expect(refused).toMatchObject({ code: 'delegation_not_allowed' })
  const granted = await permit({ delegable: true })
  const link = first.handOn(granted.permit, second.holderKey)
  expect(await second.present(agent.localUrl, at, granted.permit)).toMatchObject({ code: 'holder_proof_invalid' })
  expect(await second.present(agent.localUrl, at, granted.permit, { link })).toMatchObject({ decision: 'granted' })
  await car.closed()
  await drained()
  const told = await car.authorization(granted.id)
  expect(told.outcome).toBe('completed')
  const began = told.timeline.find(({ type }: { type: string }) => type === 'granted')
  expect(began).toMatchObject({ detail: 'handed_on' })
  const openings = (await hub.ask('GET', '/v1/openings', undefined, { token: owner.token })).body.items
  const own = openings.find(({ authorization }: { authorization?: string }) => authorization === granted.id)
  expect(own).toMatchObject({ way: 'permit', handedOn: true })
  expect(openings.filter(({ handedOn }: { handedOn?: true }) => handedOn === true)).toHaveLength(1)
  expect(await first.present(agent.localUrl, at, granted.permit)).toMatchObject({ code: 'permit_used_up' })
})

test('nobody hands on what is bound to no key', async () => {
  const { body } = await car.permit({ delegable: true })
  expect(body).toMatchObject({ status: 422, faults: [{ path: 'delegable', code: 'needs_holder_key' }] })
})

test('a disk put back from a copy: old permits are refused, numbers go on, and nothing is sent for ever', async () => {
  await drained()
  await agent.shutDown()
  await agent.keepDisk('copy')
  await agent.boot()
  await connected()
  const used = await permit()
  await openAndClose(used.permit)
  const kept = await permit()
  await drained()
  const before = (await status()).journal.lastSeq
  await agent.shutDown()
  await agent.putBackDisk('copy')
  await agent.boot()
  await drained()
  expect((await status()).journal.lastSeq).toBeGreaterThan(before)
  expect(await present(used.permit)).toMatchObject({ status: 403, code: 'device_restored' })
  expect(await present(kept.permit)).toMatchObject({ status: 403, code: 'device_restored' })
  await new Promise((resolve) => setTimeout(resolve, 1000))
  const fresh = await permit()
  await openAndClose(fresh.permit)
  await drained()
  expect([await outcome(used.id), await outcome(fresh.id)]).toEqual(['completed', 'completed'])
  const shown = (await hub.ask('GET', `/v1/devices/${agent.device}`)).body
  expect(shown.state).toBe('enrolled')
})

describe('a permit that is taken back', () => {
  const cancel = (id: string) => hub.ask('POST', `/v1/authorizations/${id}/cancellation`, undefined, { token: owner.token })
  const shown = (id: string) => car.authorization(id)

  test('is pending until the connected device confirms, and then opens nothing', async () => {
    await drained()
    const granted = await permit()
    const cancelled = await cancel(granted.id)
    expect([cancelled.status, cancelled.body.revocation.state]).toEqual([202, 'pending'])
    await expect.poll(async () => (await shown(granted.id)).revocation.state).toBe('applied')
    expect((await shown(granted.id)).outcome).toBe('cancelled')
    expect(await present(granted.permit)).toMatchObject({ status: 403, code: 'revoked' })
    expect((await cancel(granted.id)).body.revocation.state).toBe('applied')
  })

  test('while the device is down stays pending, and is refused as soon as it comes back', async () => {
    const granted = await permit()
    await agent.shutDown()
    expect((await cancel(granted.id)).status).toBe(202)
    expect((await shown(granted.id)).revocation.state).toBe('pending')
    await agent.boot()
    await drained()
    expect(await present(granted.permit)).toMatchObject({ status: 403, code: 'revoked' })
    expect(await shown(granted.id)).toMatchObject({ outcome: 'cancelled', revocation: { state: 'applied' } })
  })

  test('cannot be one that was used', async () => {
    const granted = await permit()
    await openAndClose(granted.permit)
    await drained()
    expect((await cancel(granted.id)).body).toMatchObject({ status: 409, code: 'already_used' })
  })
})

test('whoever asks for nonces without end is told to wait', async () => {
  const answers = await Promise.all(Array.from({ length: 12 }, () => fetch(`${agent.localUrl}/nonce`)))
  expect(answers.filter(({ status: code }) => code === 429).length).toBeGreaterThanOrEqual(6)
})
