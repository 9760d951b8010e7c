import { bytesToHex } from '@noble/hashes/utils.js'
import { describe, expect, test } from 'vitest'
import { keyPairOf } from '../crypto/crypto.ts'
import { portableCrypto } from '../crypto/portable-crypto.ts'
import { authorizationAt, derivePasscodeKey, passcodeAt } from '../decisions/passcode-code.ts'
import { type Id, type IdKind, idFromBytes } from '../ids/id.ts'
import { encodeCbor } from './cbor.ts'
import { type Message, openSigned, signMessage } from './message.ts'
import { commandMessage } from './messages/command.ts'
import { deviceKeyMessage } from './messages/device-key.ts'
import { enrolmentMessage } from './messages/enrolment.ts'
import { batchMessage, chainStart, envelope, receiptMessage } from './messages/journal.ts'
import { keysetKey, keysetMessage } from './messages/keyset.ts'
import { leaseMessage } from './messages/lease.ts'
import { linkMessage } from './messages/link.ts'
import { passcodeKey, passcodeKeysMessage, passcodeMessage } from './messages/passcode.ts'
import { type Permit, permitMessage, presentationMessage } from './messages/permit.ts'
import { decodeRecord, encodeRecord, type JournalRecord, recordBodies, recordFields, timeStates } from './messages/record.ts'
import { revocationsMessage } from './messages/revocations.ts'
import { sessionMessage, timeMessage } from './messages/session.ts'
import type { Table } from './table.ts'

/** Every message with fixed content and keys. A changed byte here is a changed protocol: see the wire decision record. */
const keys = keyPairOf(portableCrypto, filled(32, 1))
const tenant = fixedId('tenant', 2)
const device = fixedId('device', 3)
const account = fixedId('account', 4)
const authorization = fixedId('authorization', 5)

const permit: Permit = {
  issuer: tenant,
  grantee: account,
  device,
  expiresAt: 1_700_003_600,
  notBefore: 1_700_000_000,
  issuedAt: 1_699_999_999,
  authorization,
  holder: keys.publicKey,
  action: 'trunk.access:open',
  uses: 1,
  epoch: 0,
  maxOpenSeconds: 120,
}

interface Sample<T> {
  readonly name: string
  readonly message: Message<T>
  readonly value: T
}
const sample = <T>(message: Message<T>, value: T, name: string = message.kind): Sample<unknown> => ({ name, message, value })

const messages: readonly Sample<unknown>[] = [
  sample(permitMessage, permit),
  sample(presentationMessage, {
    device,
    action: 'trunk.access:open',
    nonce: filled(16, 6),
    permitHash: filled(32, 7),
  }),
  sample(permitMessage, { ...permit, delegations: 1 }, 'permit that may be handed on'),
  sample(linkMessage, {
    permitHash: filled(32, 7),
    holder: filled(32, 18),
    action: 'trunk.access:open',
    notBefore: 1_700_000_060,
    expiresAt: 1_700_003_000,
    uses: 1,
  }),
  sample(commandMessage, {
    issuer: tenant,
    grantee: account,
    device,
    expiresAt: 1_700_000_030,
    issuedAt: 1_700_000_000,
    authorization,
    action: 'trunk.access:open',
    epoch: 0,
    maxOpenSeconds: 120,
    session: filled(16, 19),
  }),
  sample(keysetMessage, {
    issuer: tenant,
    version: 1,
    keys: [
      { publicKey: filled(32, 8), uses: ['permits'], notBefore: 1_700_000_000, expiresAt: 1_800_000_000 },
      { publicKey: filled(32, 9), uses: ['leases', 'receipts'], notBefore: 1_700_000_000, expiresAt: 1_800_000_000 },
    ],
  }),
  sample(enrolmentMessage, {
    tenant,
    claimHash: filled(32, 10),
    publicKey: keys.publicKey,
    origin: 'https://hub.example',
  }),
  sample(sessionMessage, {
    tenant,
    device,
    origin: 'https://hub.example',
    nonce: filled(16, 11),
    deviceNonce: filled(16, 12),
  }),
  sample(timeMessage, { device, nonce: filled(16, 12), time: 1_700_000_000_123 }),
  sample(revocationsMessage, {
    device,
    version: 3,
    epoch: 1,
    deny: [{ authorization, expiresAt: 1_700_003_600 }],
    time: 1_700_000_000_900,
  }),
  sample(leaseMessage, {
    device,
    leaseSeq: 4,
    notBefore: 1_700_000_000,
    expiresAt: 1_700_600_000,
    renewAt: 1_700_300_000,
    poweredSeconds: 600_000,
    unsyncedBoots: 20,
    maxOpenSeconds: 300,
    services: [
      {
        service: 'home.scenes',
        standing: 'reminded',
        actions: ['run', 'stop'],
        essential: ['stop'],
        afterExpiry: 'degrade',
        ceilings: [{ counter: 'performed', counted: 2_000_000_000n, ceiling: 30_000_000_000n }],
      },
    ],
  }),
  sample(deviceKeyMessage, {
    tenant,
    device,
    publicKey: keys.publicKey,
    enrolled: 1_700_000_000_000,
    time: 1_700_000_000_789,
  }),
  sample(batchMessage, {
    device,
    boot: filled(16, 13),
    first: 1,
    count: 2,
    previous: chainStart,
    root: filled(32, 14),
  }),
  sample(receiptMessage, {
    device,
    boot: filled(16, 13),
    through: 2,
    head: filled(32, 15),
    missing: [{ first: 4, last: 9 }],
    quarantined: [{ first: 2, last: 2 }],
    time: 1_700_000_000_456,
  }),
  sample(
    receiptMessage,
    {
      device,
      boot: filled(16, 13),
      through: 2,
      head: filled(32, 15),
      missing: [],
      quarantined: [],
      time: 1_700_000_000_456,
      answers: filled(32, 17),
    },
    'receipt that answers a batch',
  ),
  sample(
    receiptMessage,
    {
      device,
      boot: filled(16, 13),
      through: 2,
      head: filled(32, 15),
      missing: [],
      quarantined: [],
      time: 1_700_000_000_456,
      highest: 12,
    },
    'receipt as a session opens',
  ),
  sample(
    sessionMessage,
    {
      tenant,
      device,
      origin: 'https://hub.example',
      nonce: filled(16, 11),
      deviceNonce: filled(16, 12),
      keypad: ['trunk.access:open'],
    },
    'session of a device with a keypad',
  ),
  sample(
    sessionMessage,
    {
      tenant,
      device,
      origin: 'https://hub.example',
      nonce: filled(16, 11),
      deviceNonce: filled(16, 12),
      leaseSeq: 4,
      revocations: 3,
      epoch: 1,
    },
    'session of a device that tells what it goes by',
  ),
  sample(passcodeMessage, {
    issuer: tenant,
    grantee: account,
    device,
    expiresAt: 1_700_002_800,
    notBefore: 1_699_999_200,
    issuedAt: 1_699_999_999,
    authorization,
    action: 'trunk.access:open',
    n: 2,
    generation: 1,
  }),
  sample(passcodeKeysMessage, {
    device,
    nonce: filled(16, 12),
    time: 1_700_000_000_123,
    maxOpenSeconds: 120,
    keys: [
      { generation: 1, key: filled(32, 20), from: 0, epoch: 0 },
      { generation: 2, key: filled(32, 21), from: 1_700_002_800, epoch: 0 },
    ],
  }),
]

/** Passcodes of a fixed secret: hub and devices of every version must make the same digits and ids. */
const passcodes = [
  { action: 'trunk.access:open', slotStart: 1_699_999_200, n: 0 },
  { action: 'trunk.access:open', slotStart: 1_699_999_200, n: 3 },
  { action: 'trunk.access:open', slotStart: 1_700_001_000, n: 0 },
  { action: 'gate.access:open', slotStart: 1_699_999_200, n: 0 },
] as const
const passcodeSecret = filled(32, 22)

const common = { time: 1_700_000_000_000, timeState: 'synced', salt: filled(16, 16) } as const
const access = { ...common, service: 'trunk.access', authorization } as const
const records: readonly JournalRecord[] = [
  { ...common, service: 'agent', type: 'started', body: {} },
  { ...access, type: 'granted', body: { action: 'trunk.access:open', permitHash: filled(32, 7), use: 1 } },
  { ...access, type: 'refused', body: { reason: 'permit_expired', permitHash: filled(32, 7) } },
  { ...access, type: 'actuated', body: {} },
  { ...access, type: 'failed', body: { reason: 'jammed' } },
  { ...access, type: 'opened', body: {} },
  { ...access, type: 'closed', body: {} },
  { ...access, type: 'secured', body: {} },
  { ...access, type: 'left_open', body: { seconds: 120 } },
  { ...access, type: 'outcome_unknown', body: {} },
  {
    ...common,
    service: 'energy.supply',
    type: 'reading',
    body: { meter: 'energy', start: 1_699_998_200_000, end: 1_700_000_000_000, quantity: 1_452_999_900_000n },
  },
  { ...common, service: 'trunk.access', type: 'safety_action', body: { action: 'release_from_inside', late: false } },
  { ...common, service: 'trunk.access', type: 'fault', body: { code: 'sensor_lost' } },
  { ...common, service: 'agent', type: 'restored', body: { through: 2 } },
  { ...common, service: 'agent', type: 'revocation_applied', body: { version: 3 } },
  {
    ...access,
    type: 'passcode_granted',
    body: { action: 'trunk.access:open', slotStart: 1_699_999_200, n: 2, generation: 1 },
  },
  { ...common, service: 'home.alarm', type: 'lease_granted', body: { action: 'arm', leaseSeq: 4 } },
  { ...common, service: 'home.alarm', type: 'performed', body: { action: 'arm' } },
  { ...common, service: 'agent', type: 'lease_applied', body: { leaseSeq: 4 } },
  {
    ...common,
    service: 'home.alarm',
    type: 'lease_refused',
    body: { action: 'arm', reason: 'lease_expired', leaseSeq: 4 },
  },
]

const gone: JournalRecord = {
  ...common,
  service: 'agent',
  type: 'fault',
  body: { code: 'batch_damaged', gone: { first: 4, last: 9 } },
}

describe('golden bytes', () => {
  test('every message and record encodes to the committed bytes', async () => {
    const signed = messages.map(({ name, message, value }) => [
      name,
      bytesToHex(signMessage(portableCrypto, message, value, keys)),
    ])
    const plain = records.map((record) => [`record ${record.type}`, bytesToHex(encodeRecord(record))])
    const told = ['record fault with what is gone', bytesToHex(encodeRecord(gone))]
    const travelling = encodeCbor(envelope.encode({ batch: filled(3, 17), records: [filled(2, 18), filled(1, 19)] }))
    const golden = Object.fromEntries([...signed, ...plain, told, ['envelope', bytesToHex(travelling)]])
    await expect(`${JSON.stringify(golden, null, 2)}\n`).toMatchFileSnapshot('golden.json')
  })

  test('passcodes are the committed digits and ids', async () => {
    const keyOf = (generation: number): Uint8Array => derivePasscodeKey(portableCrypto, passcodeSecret, device, generation)
    const derived = passcodes.map((place) => {
      const [code, id] = [passcodeAt, authorizationAt].map((make) => make(portableCrypto, keyOf(1), device, place))
      return [`${place.action} ${place.slotStart} ${place.n}`, `${code} ${id}`]
    })
    const keysOf = [1, 2].map((generation) => [`key of generation ${generation}`, bytesToHex(keyOf(generation))])
    const golden = Object.fromEntries([...keysOf, ...derived])
    await expect(`${JSON.stringify(golden, null, 2)}\n`).toMatchFileSnapshot('golden-passcodes.json')
  })

  test('every record type has its golden bytes', () => {
    expect(records.map(({ type }) => type)).toEqual(Object.keys(recordBodies))
  })

  test.each(messages.map((entry) => [entry.name, entry] as const))('%s reads back what was signed', (_kind, entry) => {
    const bytes = signMessage(portableCrypto, entry.message, entry.value, keys)
    expect(openSigned(portableCrypto, entry.message, bytes, () => keys.publicKey)).toEqual({ ok: true, value: entry.value })
  })

  test.each(records.map((record) => [record.type, record] as const))('record %s reads back what was written', (_type, record) => {
    expect(decodeRecord(encodeRecord(record))).toEqual({ ok: true, value: record })
  })

  test('a message of one kind never verifies as another with the same fields', () => {
    const asTime = signMessage(portableCrypto, timeMessage, { device, nonce: filled(16, 1), time: 5 }, keys)
    const impostor = { ...timeMessage, externalAad: sessionMessage.externalAad }
    expect(openSigned(portableCrypto, impostor, asTime, () => keys.publicKey)).toMatchObject({
      ok: false,
      error: { code: 'bad_signature' },
    })
  })

  test('a permit without options is about 250 bytes', () => {
    const { holder: _, ...withoutHolder } = permit
    expect(signMessage(portableCrypto, permitMessage, withoutHolder, keys).length).toBeLessThan(260)
  })
})

test('the wire reference is generated from the tables', async () => {
  await expect(wireReference()).toMatchFileSnapshot('../../../docs/reference/wire.cddl')
})

function wireReference(): string {
  const bodies = Object.entries(recordBodies).map(([type, { number, body }]) => ({ type, number, body }))
  const distinctBodies = [...new Set(bodies.map(({ body }) => body as Table<unknown>))]
  const sections = [
    '; Generated from the tables in shared/src/wire/messages. Notation: CDDL (RFC 8610).',
    '; A signed message is a tagged COSE_Sign1 over its claims, with external_aad = octroi/v1/<kind>.',
    'seq = 1..9007199254740991',
    'time-s = uint ; seconds since 1970-01-01T00:00Z',
    'time-ms = uint ; milliseconds since 1970-01-01T00:00Z',
    ['tenant', 'account', 'device'].map((kind) => `${kind}-id = bstr .size 16 ; UUIDv7`).join('\n'),
    'authorization-id = bstr .size 16 ; UUIDv7, or of a passcode UUIDv8',
    'key-use = 1 / 2 / 3 ; permits, leases, receipts',
    `time-state = ${choice(timeStates)}`,
    `record-type = ${choice(Object.fromEntries(bodies.map(({ type, number }) => [type, number])))}`,
    `record-body = ${distinctBodies.map(({ name }) => name).join(' / ')}`,
    cddl(keysetKey),
    cddl(passcodeKey),
    ...[...new Set(messages.map(({ message }) => message))].map(
      (message) => `; ${message.kind}: at most ${message.maxBytes} bytes signed\n${cddl(message.payload)}`,
    ),
    cddl(envelope),
    cddl(recordFields),
    ...distinctBodies.map(cddl),
  ]
  return `${sections.join('\n\n')}\n`
}

function cddl({ name, fields }: Pick<Table<never>, 'name' | 'fields'>): string {
  const lines = fields.map((field) => `  ${field.required ? '' : '? '}${field.key} => ${field.cddl}, ; ${field.name}`)
  return [`${name} = {`, ...lines, '}'].join('\n')
}

function choice(names: Readonly<Record<string, number>>): string {
  const entries = Object.entries(names)
  return `${entries.map(([, number]) => number).join(' / ')} ; ${entries.map(([name]) => name).join(', ')}`
}

function filled(length: number, byte: number): Uint8Array {
  return new Uint8Array(length).fill(byte)
}

function fixedId<K extends IdKind>(kind: K, byte: number): Id<K> {
  return idFromBytes(kind, filled(16, byte))
}
