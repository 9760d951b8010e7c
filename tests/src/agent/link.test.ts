import { connectLink, type Link, LinkEnded } from '@octroi/agent/uplink/mqtt-link'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { RunningHub } from '../kit/running-hub.ts'

let hub: RunningHub

beforeAll(async () => {
  hub = await RunningHub.start()
  await hub.ask(
    'POST',
    '/v1/catalogue/versions',
    'services: { trunk.access: { name: Trunk, actions: [open] } }\nmeters: {}\noffers: {}',
  )
})
afterAll(() => hub.stop())

/** A connection that a newer one of the same device has ended, as a hub ends it. */
async function ended(): Promise<Link> {
  const { account } = await hub.party('account_holder')
  const address = await hub.enrolled(account)
  const open = async (): Promise<Link> => {
    const { broker, password } = await hub.openSession(address)
    const { signal } = new AbortController()
    const boot = new Uint8Array(16)
    return connectLink({ broker, password, address, boot, signal, dial: undefined, ca: undefined, onMessage: () => undefined })
  }
  const older = await open()
  const newer = await open()
  await older.ended
  newer.end()
  return older
}

test('what is sent on a connection that has ended is told so, and keeps nobody waiting', async () => {
  const link = await ended()
  await expect(link.publish('up', new Uint8Array([1]))).rejects.toBeInstanceOf(LinkEnded)
})
