import { describe, expect, test } from 'vitest'
import { type KeyPair, keyPairOf } from '../crypto/crypto.ts'
import { portableCrypto as crypto } from '../crypto/portable-crypto.ts'
import { idFromBytes } from '../ids/id.ts'
import { signMessage } from '../wire/message.ts'
import { type Command, commandMessage } from '../wire/messages/command.ts'
import { permitMessage } from '../wire/messages/permit.ts'
import { type CommandFacts, decideCommand } from './command.ts'
import type { RefusalCode } from './refusals.ts'

const seconds = 1_700_000_000
const filled = (length: number, byte: number): Uint8Array => new Uint8Array(length).fill(byte)
const keyPair = (seed: number): KeyPair => keyPairOf(crypto, filled(32, seed))
const [hub, receipts, stranger] = [keyPair(4), keyPair(5), keyPair(6)]
const [tenant, device, session] = [idFromBytes('tenant', filled(16, 1)), idFromBytes('device', filled(16, 2)), filled(16, 3)]

const command: Command = {
  issuer: tenant,
  grantee: idFromBytes('account', filled(16, 8)),
  device,
  issuedAt: seconds - 1,
  expiresAt: seconds + 30,
  authorization: idFromBytes('authorization', filled(16, 9)),
  action: 'trunk.access:open',
  epoch: 3,
  maxOpenSeconds: 120,
  session,
}

const lasting = { notBefore: 0, expiresAt: seconds * 2 }
const facts: CommandFacts = {
  tenant,
  device,
  keyset: {
    issuer: tenant,
    version: 1,
    keys: [
      { publicKey: hub.publicKey, uses: ['permits'], ...lasting },
      { publicKey: receipts.publicKey, uses: ['receipts', 'leases'], ...lasting },
    ],
  },
  time: { state: 'synced', nowMs: seconds * 1000, uncertaintyMs: 100 },
  epoch: 3,
  trustsPermitsFrom: 0,
  actions: new Set(['trunk.access:open']),
  isRevoked: () => false,
  usesSpent: () => 0,
  hindrance: () => undefined,
  session,
}

const signed = (changes: Partial<Command> = {}, keys = hub) =>
  signMessage(crypto, commandMessage, { ...command, ...changes }, keys)
const decide = (bytes: Uint8Array, changes: Partial<CommandFacts> = {}) => decideCommand(crypto, bytes, { ...facts, ...changes })

test('a command in order is granted, naming its hash', () => {
  const bytes = signed()
  expect(decide(bytes)).toEqual({ granted: true, command, hash: crypto.sha256(bytes) })
})

describe('a command is refused', () => {
  const cases: readonly (readonly [string, RefusalCode, Partial<Command>, Partial<CommandFacts>])[] = [
    ['of another operator', 'wrong_issuer', { issuer: idFromBytes('tenant', filled(16, 9)) }, {}],
    ['for another device', 'wrong_device', { device: idFromBytes('device', filled(16, 9)) }, {}],
    ['for what the device cannot do', 'unsupported_action', { action: 'trunk.access:close' }, {}],
    ['of an epoch that was revoked', 'epoch_revoked', { epoch: 2 }, {}],
    ['that was taken back', 'revoked', {}, { isRevoked: (authorization) => authorization === command.authorization }],
    ['of before a restored disk', 'device_restored', {}, { trustsPermitsFrom: seconds }],
    ['of a session that is over', 'command_of_other_session', { session: filled(16, 4) }, {}],
    ['while the device is in no session', 'command_of_other_session', {}, { session: undefined }],
    ['where the time is not known', 'time_not_synced', {}, { time: { state: 'floor', nowMs: seconds * 1000, uncertaintyMs: 0 } }],
    ['at its end', 'command_expired', { expiresAt: seconds }, {}],
    ['at its end in doubt', 'command_expired', { expiresAt: seconds + 1 }, { time: { ...facts.time, uncertaintyMs: 1000 } }],
    ['that was obeyed before', 'command_used', {}, { usesSpent: () => 1 }],
    ['while something stands open', 'busy', {}, { hindrance: () => 'busy' }],
    ['where the driver must not act', 'not_ready', {}, { hindrance: () => 'not_ready' }],
  ]

  test.each(cases)('%s: %s', (_, code, changes, known) => {
    expect(decide(signed(changes), known)).toMatchObject({ granted: false, code, command: { ...command, ...changes } })
  })

  test.each([
    ['a stranger', stranger],
    ['a key of the hub for something else', receipts],
  ])('signed by %s, and nothing of it is believed', (_, keys) => {
    const bytes = signed({}, keys)
    expect(decide(bytes)).toEqual({ granted: false, code: 'unknown_key', hash: crypto.sha256(bytes) })
  })

  test('where it is a permit: what may be presented is not what is told to do', () => {
    const { session: _session, ...claims } = command
    const permit = signMessage(crypto, permitMessage, { ...claims, notBefore: seconds - 5, uses: 1 }, hub)
    expect(decide(permit)).not.toHaveProperty('command')
  })

  test('with any one byte changed', () => {
    const bytes = signed()
    const taken = [...bytes.keys()].filter((at) => decide(bytes.map((byte, index) => (index === at ? byte ^ 1 : byte))).granted)
    expect(taken).toEqual([])
  })
})
