import * as nodeCrypto from 'node:crypto'
import type { Identity } from '@octroi/agent/enrolment/identity'
import { type HubClient, hubClient } from '@octroi/agent/uplink/hub-client'
import { openSession, type Session } from '@octroi/agent/uplink/open-session'
import { toBase64url } from '@octroi/shared/crypto/bytes'
import { keyPairOf } from '@octroi/shared/crypto/crypto'
import { openKeyset } from '@octroi/shared/decisions/keyset'
import { signMessage } from '@octroi/shared/wire/message'
import { passcodeKeysMessage } from '@octroi/shared/wire/messages/passcode'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openingCatalogue } from '../kit/opening-catalogue.ts'
import { crypto, RunningHub } from '../kit/running-hub.ts'

let hub: RunningHub
let identity: Identity
let other: Identity

beforeAll(async () => {
  hub = await RunningHub.start()
  await hub.ask('POST', '/v1/catalogue/versions?effectiveFrom=2020-01-01T00:00:00Z', openingCatalogue)
  const { account } = await hub.party('account_holder')
  ;[identity, other] = [await hub.enrolled(account), await hub.enrolled(account)]
})
afterAll(() => hub.stop())

type Tamper = (answer: { passcodeKeys?: string }) => void

/** Opens a session over somebody who may change the answer on its way. */
function session(device: Identity, keypad: readonly string[], tamper: Tamper = () => undefined): Promise<Session> {
  const honest = hubClient(hub.hub.origin, undefined)
  const between: HubClient = {
    async post(path, body, answer, signal) {
      const given = await honest.post(path, body, answer, signal)
      if (path.endsWith('/sessions')) tamper(given)
      return given
    },
  }
  const keyset = openKeyset(crypto, device.keyset, device)
  if (keyset === undefined) throw new Error('the key set does not open')
  const deviceNonce = new Uint8Array(nodeCrypto.randomBytes(16))
  const command = { identity: device, keyset, origin: hub.hub.origin, deviceNonce, keypad: new Set(keypad) }
  return openSession(crypto, between, command)
}

const action = 'trunk.access:open'

test('a device that declares a keypad is told its key, each time the same; one without is told none', async () => {
  const [first, again, none] = [await session(identity, [action]), await session(identity, [action]), await session(identity, [])]
  expect(first.passcodeKeys?.keys).toMatchObject([{ generation: 1, from: 0 }])
  expect(again.passcodeKeys?.keys).toEqual(first.passcodeKeys?.keys)
  expect(none.passcodeKeys).toBeUndefined()
})

async function told(device: Identity): Promise<string> {
  let text = ''
  await session(device, [action], ({ passcodeKeys = '' }) => {
    text = passcodeKeys
  })
  return text
}

test.each<readonly [string, () => Promise<string>]>([
  ['those of an earlier session', () => told(identity)],
  ['those of another device', () => told(other)],
  [
    'a stranger’s',
    async () => {
      const stranger = keyPairOf(crypto, new Uint8Array(32).fill(9))
      const key = { generation: 1, key: new Uint8Array(32), from: 0, epoch: 0 }
      const claims = { device: identity.device, nonce: new Uint8Array(16), time: Date.now(), maxOpenSeconds: 1, keys: [key] }
      return toBase64url(signMessage(crypto, passcodeKeysMessage, claims, stranger))
    },
  ],
])('%s are not taken, whoever carries the answer', async (_whose, bring) => {
  const planted = await bring()
  const plant: Tamper = (answer) => {
    answer.passcodeKeys = planted
  }
  await expect(session(identity, [action], plant)).rejects.toThrow('passcode keys do not verify')
})
