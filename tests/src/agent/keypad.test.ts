import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { wrongPasscodesAtMost } from '@octroi/agent/acting/wrong-passcodes'
import { type Confirmation, confirmationSchema } from '@octroi/shared/api/confirmation'
import { localStatusSchema } from '@octroi/shared/api/local'
import { proofSchema } from '@octroi/shared/api/proof'
import { decodeBase64url, toBase64url } from '@octroi/shared/crypto/bytes'
import { keyPairOf } from '@octroi/shared/crypto/crypto'
import { verifyProof } from '@octroi/shared/proof/verify-proof'
import { signMessage } from '@octroi/shared/wire/message'
import { presentationMessage } from '@octroi/shared/wire/messages/permit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Network } from '../kit/network.ts'
import { openingCatalogue } from '../kit/opening-catalogue.ts'
import { RunningAgent } from '../kit/running-agent.ts'
import { type Answer, crypto, type Party, RunningHub } from '../kit/running-hub.ts'

const holder = keyPairOf(crypto, new Uint8Array(32).fill(7))

let hub: RunningHub
let owner: Party
let merchant: Party
let agent: RunningAgent
let shop: Server
const confirmed: Confirmation[] = []
let network: Network
let asked = 0

const as = ({ token }: Party) => ({ token, headers: { 'idempotency-key': `keypad-number-${++asked}` } })

beforeAll(async () => {
  hub = await RunningHub.start()
  await hub.ask('POST', '/v1/catalogue/versions?effectiveFrom=2020-01-01T00:00:00Z', openingCatalogue)
  ;[owner, merchant] = [await hub.party('account_holder'), await hub.party('partner')]
  await hub.ask('POST', '/v1/orders', { offer: 'own' }, as(owner))
  await hub.ask('POST', '/v1/orders', { offer: 'merchant' }, as(merchant))
  await hub.ask('POST', '/v1/consents', { grantee: merchant.account, service: 'trunk.access' }, as(owner))
  shop = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      confirmed.push(confirmationSchema.parse(JSON.parse(Buffer.concat(chunks).toString())))
      response.end()
    })
  })
  await new Promise<void>((resolve) => shop.listen({ host: '127.0.0.1', port: 0 }, resolve))
  const url = `http://127.0.0.1:${(shop.address() as AddressInfo).port}/`
  await hub.ask('POST', '/v1/webhook-endpoints', { url }, as(merchant))
  const thing = { owner: owner.account, label: 'Sample car', services: { 'trunk.access': ['open'] } }
  const { claimCode } = (await hub.ask('POST', '/v1/devices', thing)).body
  network = await Network.to(hub)
  agent = await RunningAgent.start({ hub: hub.hub.origin, tenant: await hub.tenant(), claimCode, ...network.gateways })
})
afterAll(async () => {
  await agent.remove()
  await network.close()
  await hub.stop()
  await new Promise((resolve) => shop.close(resolve))
})

function ask(form: 'passcode' | 'permit', more: object = {}): Promise<Answer> {
  const window = { from: new Date().toISOString(), until: new Date(Date.now() + 600_000).toISOString() }
  const holderKey = form === 'permit' ? { holderKey: toBase64url(holder.publicKey) } : { form }
  const request = { device: agent.device, service: 'trunk.access', action: 'open', window, ...holderKey }
  return hub.ask('POST', '/v1/authorizations', { ...request, ...more }, as(merchant))
}

async function local(path: string, body: object): Promise<{ status: number; code?: string; authorization?: string }> {
  const headers = { 'content-type': 'application/json' }
  const answer = await fetch(`${agent.localUrl}${path}`, { method: 'POST', headers, body: JSON.stringify(body) })
  return { status: answer.status, ...((await answer.json()) as object) }
}

const type = (passcode: string, more: object = {}) => local('/passcodes', { service: 'trunk.access', passcode, ...more })

async function present(permit: string) {
  const { nonce } = (await (await fetch(`${agent.localUrl}/nonce`)).json()) as { nonce: string }
  const permitHash = crypto.sha256(decodeBase64url(permit))
  const claims = { device: agent.device, action: 'trunk.access:open', nonce: decodeBase64url(nonce), permitHash }
  return local('/permits', { permit, presentation: toBase64url(signMessage(crypto, presentationMessage, claims, holder)) })
}

async function status() {
  return localStatusSchema.parse(await (await fetch(`${agent.localUrl}/status`)).json())
}

const connected = () => expect.poll(async () => (await status()).connected, { timeout: 10_000 }).toBe(true)
const phase = async () => (await status()).actions['trunk.access']?.phase

async function openedThenClosed(): Promise<void> {
  await expect.poll(phase).toBe('opened')
  await agent.lock.close()
  await expect.poll(phase).toBeUndefined()
}

/** Digits that are not these: one that is wrong for certain. */
const other = (passcode: string): string => String((Number(passcode) + 1) % 1e8).padStart(8, '0')

test('a passcode opens underground, once, and is confirmed with its proof when the car comes back', async () => {
  await connected()
  const granted = await ask('passcode')
  const { id, passcode, form } = granted.body
  expect([granted.status, form]).toEqual([201, 'passcode'])
  expect(passcode).toMatch(/^\d{8}$/)
  expect(granted.body).not.toHaveProperty('permit')

  network.cut()
  await expect.poll(async () => (await status()).connected, { timeout: 10_000 }).toBe(false)
  expect(await type(other(passcode))).toMatchObject({ status: 403, code: 'passcode_unknown' })
  expect(await type(passcode)).toMatchObject({ status: 200, authorization: id })
  await openedThenClosed()
  expect(await type(passcode)).toMatchObject({ status: 403, code: 'passcode_used' })

  network.restore()
  await expect.poll(() => confirmed.some(({ data }) => data.authorization === id), { timeout: 15_000 }).toBe(true)
  const data = confirmed.find((each) => each.data.authorization === id)?.data
  expect(data?.outcome).toBe('completed')
  const { rootKey } = (await hub.ask('GET', '/v1/tenant')).body
  const proven = verifyProof(crypto, proofSchema.parse(data?.proof), decodeBase64url(rootKey))
  expect(proven).toMatchObject({ ok: true, value: { grant: { form: 'passcode' } } })
  const shown = (await hub.ask('GET', `/v1/authorizations/${id}`, undefined, { token: merchant.token })).body
  expect(shown.timeline.map((each: { type: string }) => each.type).slice(0, 2)).toEqual(['passcode_granted', 'actuated'])
  const events = JSON.stringify((await hub.ask('GET', `/v1/devices/${agent.device}/events`)).body)
  expect(events).toContain('passcode_unknown')
  for (const typed of [passcode, other(passcode)]) expect(events).not.toContain(typed)
}, 20_000)

test('its digits are in the answer alone: a repeat gets them again, and nobody else ever', async () => {
  const headers = { 'idempotency-key': 'keypad-the-same-twice' }
  const window = { from: new Date().toISOString(), until: new Date(Date.now() + 600_000).toISOString() }
  const request = { device: agent.device, service: 'trunk.access', action: 'open', window, form: 'passcode' }
  const again = () => hub.ask('POST', '/v1/authorizations', request, { token: merchant.token, headers })
  const [first, second] = [await again(), await again()]
  expect(second.body).toEqual(first.body)
  const { id, passcode } = first.body
  for (const token of [merchant.token, owner.token, undefined]) {
    const who = token === undefined ? {} : { token }
    const shown = [`/v1/authorizations/${id}`, '/v1/authorizations', '/v1/audit-log'].map((path) =>
      hub.ask('GET', path, undefined, who),
    )
    for (const { body } of await Promise.all(shown)) expect(JSON.stringify(body)).not.toContain(passcode)
  }
  expect((await hub.ask('GET', `/v1/authorizations/${id}`)).body).toMatchObject({ form: 'passcode', outcome: 'pending' })
  expect((await ask('passcode', { holderKey: toBase64url(holder.publicKey) })).body).toMatchObject({
    code: 'invalid_input',
    faults: [{ path: 'holderKey', code: 'not_for_passcode' }],
  })
})

test('a passcode that is taken back opens nothing once the device has heard of it', async () => {
  const { id, passcode } = (await ask('passcode')).body
  await hub.ask('POST', `/v1/authorizations/${id}/cancellation`, undefined, { token: merchant.token })
  const shown = async () => (await hub.ask('GET', `/v1/authorizations/${id}`)).body
  await expect.poll(async () => (await shown()).revocation.state).toBe('applied')
  expect(await type(passcode)).toMatchObject({ status: 403, code: 'revoked' })
  expect((await shown()).outcome).toBe('cancelled')
})

test('the operator rotates the key, which the device holds once it has connected again', async () => {
  const keypad = async () => (await hub.ask('GET', `/v1/devices/${agent.device}`)).body.keypad
  expect(await keypad()).toEqual({ actions: ['trunk.access:open'], key: { generation: 1, state: 'held' } })
  const { passcode } = (await ask('passcode')).body
  const rotated = await hub.ask('POST', `/v1/devices/${agent.device}/passcode-key/rotate`)
  expect([rotated.status, rotated.body]).toEqual([202, { device: agent.device, generation: 2, state: 'pending' }])
  network.cut()
  network.restore()
  await expect.poll(async () => (await keypad()).key, { timeout: 10_000 }).toEqual({ generation: 2, state: 'held' })
  await connected()
  expect(await type(passcode)).toMatchObject({ status: 200 })
  await openedThenClosed()
  const audit = (await hub.ask('GET', '/v1/audit-log')).body.items.map((each: { action: string }) => each.action)
  expect(audit).toContain('POST /v1/devices/{device}/passcode-key/rotate')
}, 20_000)

test.each([
  ['letters', { service: 'trunk.access', passcode: '1234567x' }, 422, 'invalid_input'],
  ['too few digits', { service: 'trunk.access', passcode: '1234567' }, 422, 'invalid_input'],
  ['another field', { service: 'trunk.access', passcode: '12345678', more: 1 }, 422, 'invalid_input'],
  ['another service', { service: 'door.access', passcode: '12345678' }, 403, 'keypad_missing'],
  ['another action', { service: 'trunk.access', action: 'close', passcode: '12345678' }, 403, 'keypad_missing'],
])('%s typed at the keypad is told so, and is no try', async (_what, body, expected, code) => {
  expect(await local('/passcodes', body)).toMatchObject({ status: expected, code })
})

test('twenty wrong codes lock the keypad over a new boot, and permits still open', async () => {
  const { permit } = (await ask('permit')).body
  await agent.shutDown()
  await agent.boot()
  await connected()
  let tries = 0
  const tryWrong = async (): Promise<string | undefined> => {
    const { status: answered, code } = await type('00000000')
    if (answered !== 429) return code
    // Whoever types faster than a person is told to wait.
    await new Promise((resolve) => setTimeout(resolve, 1000))
    return tryWrong()
  }
  // One was typed wrong already, underground.
  while ((await tryWrong()) === 'passcode_unknown') tries++
  expect(tries).toBe(wrongPasscodesAtMost - 1)
  await agent.shutDown()
  await agent.boot()
  await connected()
  expect(await type('00000000')).toMatchObject({ status: 403, code: 'passcodes_locked' })
  expect(await present(permit)).toMatchObject({ status: 200 })
  await openedThenClosed()
}, 20_000)
