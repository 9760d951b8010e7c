import type { Stores } from '@octroi/hub/stores'
import { describe, expect, test } from 'vitest'
import type { OpenStorage } from './open-storage.ts'
import {
  accountRow,
  bytes,
  newId,
  sampleApiKey,
  sampleBatch,
  sampleDevice,
  sampleEndpoint,
  sampleEvent,
  sampleGranted,
  sampleMessage,
  sampleQuarantined,
  sampleRefused,
  sampleSigningKey,
  sampleTenant,
  sampleVersion,
} from './samples.ts'

/** Puts a value into a field and gets it back. */
type Field<V> = readonly [
  field: string,
  put: (stores: Stores, value: V) => Promise<unknown>,
  get: (stores: Stores) => Promise<V | undefined>,
]

const [account, device, apiKey, endpoint] = [newId('account'), newId('device'), newId('apiKey'), newId('endpoint')]
const [authorization, message, tenant] = [newId('authorization'), newId('message'), newId('tenant')]
const idle = { fingerprint: bytes(32, 1), sealedAnswer: bytes(32, 1), createdAtMs: 1 }
const head = { boot: bytes(16, 1), through: 1, head: bytes(32, 1) }

const bytesFields: readonly Field<Uint8Array>[] = [
  [
    'the root key of a tenant',
    ({ tenants }, rootKey) => tenants.insert(sampleTenant({ rootKey }), [sampleSigningKey()]),
    async ({ tenants }) => (await tenants.get())?.rootKey,
  ],
  [
    'the key set of a tenant',
    ({ tenants }, keyset) => tenants.insert(sampleTenant({ keyset }), [sampleSigningKey()]),
    async ({ tenants }) => (await tenants.get())?.keyset,
  ],
  [
    'a signing key',
    ({ tenants }, publicKey) => tenants.insert(sampleTenant(), [sampleSigningKey({ publicKey })]),
    async ({ tenants }) => (await tenants.signingKey('permits'))?.publicKey,
  ],
  [
    'the sealed half of a signing key',
    ({ tenants }, sealedSecret) => tenants.insert(sampleTenant(), [sampleSigningKey({ sealedSecret })]),
    async ({ tenants }) => (await tenants.signingKey('permits'))?.sealedSecret,
  ],
  [
    'the hash of an API key',
    ({ accounts }, secretHash) => accounts.insertApiKey(sampleApiKey({ tenant, id: apiKey, secretHash })),
    async ({ accounts }) => (await accounts.getApiKey(apiKey))?.secretHash,
  ],
  [
    'a permit',
    ({ authorizations }, permit) => authorizations.insert(sampleGranted({ id: authorization, permit })),
    async ({ authorizations }) => (await authorizations.getGranted([authorization]))[0]?.permit,
  ],
  [
    'the key of a device',
    ({ devices }, publicKey) => devices.insertKey({ device, publicKey, enrolledAtMs: 1 }),
    async ({ devices }) => (await devices.keys(device))[0]?.publicKey,
  ],
  [
    'the key a claim was used by',
    async ({ devices }, publicKey) => {
      await devices.insertClaim(device, { hash: bytes(32, 1), expiresAtMs: 1 })
      await devices.useClaim(bytes(32, 1), publicKey)
    },
    async ({ devices }) => (await devices.findClaim(bytes(32, 1)))?.claim.usedBy,
  ],
  [
    'the boot of a journal head',
    ({ journals }, boot) => journals.putHead(device, { ...head, boot }),
    async ({ journals }) => (await journals.head(device)).boot,
  ],
  [
    'the head of a journal',
    ({ journals }, hash) => journals.putHead(device, { ...head, head: hash }),
    async ({ journals }) => (await journals.head(device)).head,
  ],
  [
    'the envelope of a batch',
    ({ journals }, envelope) => journals.insertBatch(device, sampleBatch(1, 1, 1, envelope), 1),
    ({ journals }) => journals.envelope(device, 1),
  ],
  [
    'the payload hash of a batch',
    ({ journals }, payloadHash) => journals.insertBatch(device, { ...sampleBatch(1, 1, 1), payloadHash }, 1),
    async ({ journals }) => (await journals.ahead(device, 0, 1))[0]?.payloadHash,
  ],
  [
    'the hash of what was quarantined',
    ({ journals }, bytesHash) => journals.quarantine(sampleQuarantined({ device, bytesHash })),
    async ({ journals }) => (await journals.quarantined(device))[0]?.bytesHash,
  ],
  [
    'the sealed secret of an endpoint',
    ({ endpoints }, sealedSecret) => endpoints.insert(sampleEndpoint({ id: endpoint, sealedSecret })),
    async ({ endpoints }) => (await endpoints.get(endpoint))?.sealedSecret,
  ],
  [
    'the fingerprint of a request',
    ({ idempotency }, fingerprint) => idempotency.insert(account, 'key', { ...idle, fingerprint }),
    async ({ idempotency }) => (await idempotency.find(account, 'key'))?.fingerprint,
  ],
  [
    'a sealed answer',
    ({ idempotency }, sealedAnswer) => idempotency.insert(account, 'key', { ...idle, sealedAnswer }),
    async ({ idempotency }) => (await idempotency.find(account, 'key'))?.sealedAnswer,
  ],
]

const everyByte = Uint8Array.from({ length: 256 }, (_, value) => value)
const bytesValues: readonly (readonly [what: string, value: Uint8Array])[] = [
  ['every byte there is', everyByte],
  ['no bytes', new Uint8Array(0)],
  ['zeros', new Uint8Array(32)],
  ['a slice of something larger', everyByte.subarray(100, 132)],
  ['a Node buffer', Buffer.from('buffer')],
]

const textFields: readonly Field<string>[] = [
  [
    'the name of an account',
    ({ accounts }, name) => accounts.insert({ ...accountRow(account), name }),
    async ({ accounts }) => (await accounts.get(account))?.name,
  ],
  [
    'the source of a catalogue',
    ({ catalogue }, source) => catalogue.insert(sampleVersion(1, { source })),
    async ({ catalogue }) => (await catalogue.latest())?.source,
  ],
  [
    'a sentence among reasons',
    ({ authorizations }, sentence) =>
      authorizations.insert(sampleRefused({ id: authorization, reasons: [{ satisfied: true, rule: 'price', sentence }] })),
    async ({ authorizations }) => (await authorizations.get(authorization))?.reasons[0]?.sentence,
  ],
  [
    'a reference',
    ({ authorizations }, reference) => authorizations.insert(sampleRefused({ id: authorization, reference })),
    async ({ authorizations }) => (await authorizations.get(authorization))?.reference,
  ],
  [
    'the detail of an event',
    ({ authorizations }, detail) => authorizations.insertEvents([sampleEvent({ device, detail })]),
    async ({ authorizations }) => (await authorizations.deviceEvents({ limit: 1 }, device)).items[0]?.detail,
  ],
  [
    'the name of a service',
    ({ devices }, service) => devices.insert(sampleDevice({ id: device, services: { [service]: [service] } })),
    async ({ devices }) => Object.values((await devices.get(device))?.services ?? {})[0]?.[0],
  ],
  [
    'the payload of a message',
    ({ outbox }, payload) => outbox.enqueue([sampleMessage({ id: message, payload })]),
    async ({ outbox }) => (await outbox.list({ limit: 1 })).items[0]?.payload,
  ],
]

const textValues: readonly (readonly [what: string, value: string])[] = [
  ['quotes', `it's "quoted" \`twice\`, ''; drop table accounts; --`],
  ['no letter', ''],
  ['spaces at both ends', '  two  '],
  ['line ends and tabs', 'a\nb\r\nc\td'],
  ['wild cards and escapes', '%_\\x00 \\u0041 $1 ?1 :a @b'],
  ['letters beyond 16 bits', '👩‍👩‍👧 𝔘𝔫𝔦 🇫🇷'],
  ['an accent in one piece and in two', 'é é'],
  ['what looks like a number', '007e1'],
  ['what looks like null', 'null'],
]

export function valuesContract({ write, read }: OpenStorage): void {
  describe.each(bytesValues)('%s', (_what, value) => {
    test.each(bytesFields)('as %s, come back as a plain array of their own', async (_field, put, get) => {
      const own = newId('tenant')
      await write(own, (stores) => put(stores, value))
      const got = await read(own, get)
      expect(got).toStrictEqual(Uint8Array.from(value))
      expect(Object.getPrototypeOf(got)).toBe(Uint8Array.prototype)
    })
  })

  describe.each(textValues)('text with %s', (_what, value) => {
    test.each(textFields)('survives as %s', async (_field, put, get) => {
      const own = newId('tenant')
      await write(own, (stores) => put(stores, value))
      expect(await read(own, get)).toBe(value)
    })
  })

  describe('text with a NUL', () => {
    test.each(textFields)('survives as %s, or is refused and nothing is kept', async (_field, put, get) => {
      const [own, text] = [newId('tenant'), 'before\0after']
      const refusal = await write(own, (stores) => put(stores, text)).then(
        () => undefined,
        (error: unknown) => error,
      )
      expect(refusal ?? new Error('kept')).toBeInstanceOf(Error)
      expect(await read(own, get)).toBe(refusal === undefined ? text : undefined)
    })
  })

  describe('an instant', () => {
    test.each([
      ['before 1970', -1],
      ['of 1970', 0],
      ['beyond 32 bits', 2 ** 32 + 1],
      ['as late as a number is exact', Number.MAX_SAFE_INTEGER],
    ])('%s is a number and exact', async (_what, createdAtMs) => {
      const own = newId('tenant')
      await write(own, ({ accounts }) => accounts.insert({ ...accountRow(account), createdAtMs }))
      expect((await read(own, ({ accounts }) => accounts.get(account)))?.createdAtMs).toBe(createdAtMs)
    })

    test.each([
      ['between two milliseconds', 1.5],
      ['beyond what a number holds exactly', 2 ** 53],
      ['that is no number', Number.NaN],
    ])('%s is refused', async (_what, createdAtMs) => {
      const own = newId('tenant')
      const putting = write(own, ({ accounts }) => accounts.insert({ ...accountRow(account), createdAtMs }))
      await expect(putting).rejects.toThrow(/whole number|integer|range/i)
      expect(await read(own, ({ accounts }) => accounts.get(account))).toBeUndefined()
    })
  })
}
