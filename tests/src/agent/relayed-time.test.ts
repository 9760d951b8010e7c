import { toBase64url } from '@octroi/shared/crypto/bytes'
import { keyPairOf } from '@octroi/shared/crypto/crypto'
import { signMessage } from '@octroi/shared/wire/message'
import { timeMessage } from '@octroi/shared/wire/messages/session'
import { Courier } from '@octroi/simulators/courier/courier'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { OwnCar } from '../kit/own-car.ts'
import { crypto } from '../kit/running-hub.ts'

/** A car underground that has just started: it does not know the time, and whoever stands before it has a phone. */
const courier = new Courier(crypto, new Uint8Array(32).fill(7))

let car: OwnCar

beforeAll(async () => {
  car = await OwnCar.open()
  await car.drained()
})
afterAll(() => car.close())

interface Asked {
  readonly id: string
  readonly permit: string
}

const permit = async (): Promise<Asked> => (await car.permit({ holderKey: courier.holderKey })).body

type Tell = (nonce: string) => Promise<{ readonly time: string; readonly receipt: string }>

const tell =
  ({ id }: Asked): Tell =>
  async (nonce) =>
    (await car.hub.ask('POST', `/v1/authorizations/${id}/times`, { nonce }, { token: car.owner.token })).body

const present = ({ permit: bytes }: Asked, tellTime?: Tell) =>
  courier.present(car.agent.localUrl, { device: car.agent.device, action: 'trunk.access:open' }, bytes, {
    ...(tellTime === undefined ? {} : { tellTime }),
  })

async function underground(): Promise<void> {
  car.network.cut()
  await car.agent.shutDown()
  await car.agent.boot()
  expect((await car.status()).time.state).not.toBe('synced')
}

async function backInReach(): Promise<void> {
  car.network.restore()
  await car.drained()
}

describe('a device that does not know the time', () => {
  beforeEach(underground)

  test('takes it from the hub through whoever shows the permit, and goes by it from then on', async () => {
    const [first, second] = [await permit(), await permit()]
    expect(await present(first)).toMatchObject({ code: 'time_not_synced' })
    expect(await present(first, tell(first))).toMatchObject({ decision: 'granted' })
    expect((await car.status()).time).toMatchObject({ state: 'synced' })
    await car.closed()
    expect(await present(second)).toMatchObject({ decision: 'granted' })
    await car.closed()
    await backInReach()
    expect((await car.authorization(first.id)).outcome).toBe('completed')
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
        const claims = { device: car.agent.device, nonce: new Uint8Array(Buffer.from(nonce, 'base64url')), time: Date.now() }
        const time = signMessage(crypto, timeMessage, claims, keyPairOf(crypto, new Uint8Array(32).fill(9)))
        return { ...(await told(nonce)), time: toBase64url(time) }
      },
    ],
    ['that is damaged', async (told, nonce) => ({ ...(await told(nonce)), time: 'AAAA' })],
  ])('takes none %s', async (_what, changed) => {
    const granted = await permit()
    const said = await present(granted, (nonce) => changed(tell(granted), nonce))
    expect(said).toMatchObject({ code: 'time_not_synced' })
    expect((await car.status()).time.state).not.toBe('synced')
    await backInReach()
  })

  test('and forgot with its disk what it used, learns that too, and trusts no permit of before', async () => {
    await backInReach()
    await car.agent.shutDown()
    await car.agent.keepDisk('before')
    await car.agent.boot()
    await car.drained()
    const used = await permit()
    expect(await present(used)).toMatchObject({ decision: 'granted' })
    await car.closed()
    await car.drained()
    await car.agent.shutDown()
    await car.agent.putBackDisk('before')
    await car.agent.boot()
    await underground()
    expect(await present(used, tell(used))).toMatchObject({ code: 'device_restored' })
    await backInReach()
  })
})

describe('the hub', () => {
  test('tells the time for a device to whom it granted something there, and to nobody else', async () => {
    const granted = await permit()
    const other = await car.hub.party('partner')
    const path = `/v1/authorizations/${granted.id}/times`
    const nonce = toBase64url(new Uint8Array(16))
    const ask = (body: object, token: string) => car.hub.ask('POST', path, body, { token })
    expect((await ask({ nonce }, car.owner.token)).status).toBe(201)
    expect((await ask({ nonce }, other.token)).status).toBe(404)
    expect((await ask({ nonce: 'AAAA' }, car.owner.token)).body).toMatchObject({ status: 422, faults: [{ path: 'nonce' }] })
  })
})
