import { type Authorized, authorize, quote } from '@octroi/hub/authorizations/authorize.use-case'
import { cancelAuthorization } from '@octroi/hub/authorizations/cancel-authorization.use-case'
import { holdPasscodeKeys, tellPasscodeKeys } from '@octroi/hub/authorizations/passcode-keys.use-case'
import type { Authorize } from '@octroi/hub/authorizations/plan-authorization'
import { revokePermits } from '@octroi/hub/authorizations/revoke-permits.use-case'
import { rotatePasscodeKey } from '@octroi/hub/authorizations/rotate-passcode-key.use-case'
import { signedRevocations } from '@octroi/hub/authorizations/signed-revocations.use-case'
import { proofOfAuthorization } from '@octroi/hub/proof/proof-of-authorization.use-case'
import { passcodeSecret } from '@octroi/hub/tenants/passcode-secret.use-case'
import { confirmationSchema } from '@octroi/shared/api/confirmation'
import { proofSchema } from '@octroi/shared/api/proof'
import { authorizationAt, keyOfSlot, passcodeAt } from '@octroi/shared/decisions/passcode-code'
import { slotOf, slotSeconds } from '@octroi/shared/decisions/passcode-slot'
import { verifyProof } from '@octroi/shared/proof/verify-proof'
import { readSigned } from '@octroi/shared/wire/message'
import { type PasscodeKey, passcodeKeysMessage } from '@octroi/shared/wire/messages/passcode'
import { revocationsMessage } from '@octroi/shared/wire/messages/revocations'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { value } from '../kit/hub-at-rest.ts'
import { nowMs, OpeningWorld } from '../kit/opening-world.ts'

const action = 'trunk.access:open'
const minute = 60_000
const slot = slotOf(nowMs / 1000)
let world: OpeningWorld

beforeEach(async () => {
  world = await OpeningWorld.open()
  // Orders, consent and an endpoint, with a permit beside.
  await world.granted()
})
afterEach(() => world.close())

/** What the device is told as it opens a session. */
async function session(keypad: readonly string[] = [action]): Promise<readonly PasscodeKey[]> {
  const declared = { device: world.car.device, keypad, deviceNonce: new Uint8Array(16) }
  const { passcodeKeys } = await world.hub.write((stores) => tellPasscodeKeys(stores, world.hub.environment, declared))
  if (passcodeKeys === undefined) return []
  const read = readSigned(passcodeKeysMessage, passcodeKeys)
  if (!read.ok) throw new Error('it cannot be read')
  return read.value.claimed.keys
}

/** A session that the device then connects with. */
async function connect(): Promise<readonly PasscodeKey[]> {
  const keys = await session()
  await world.hub.write((stores) => holdPasscodeKeys(stores, world.car.device))
  return keys
}

function asked(change: Partial<Authorize> = {}): Authorize {
  const named = { requester: world.merchant, device: world.car.device, service: 'trunk.access', action: 'open' }
  return { ...named, fromMs: nowMs, untilMs: nowMs + 20 * minute, form: 'passcode', ...change }
}

const ask = async (change: Partial<Authorize> = {}): Promise<Authorized> =>
  value(await world.hub.write((stores) => authorize(stores, world.hub.environment, asked(change))))

async function granted(change: Partial<Authorize> = {}) {
  const authorized = await ask(change)
  if (authorized.decision !== 'granted') throw new Error(`refused: ${authorized.code}`)
  const { digits, passcode, ...rest } = authorized
  if (digits === undefined || passcode === undefined) throw new Error('it is no passcode')
  return { ...rest, digits, passcode }
}

const codeOf = async (change: Partial<Authorize> = {}): Promise<string> => {
  const decided = await ask(change)
  return decided.decision === 'refused' ? decided.code : 'granted'
}

const rotate = () => world.hub.write((stores) => rotatePasscodeKey(stores, world.hub.environment, world.car.device))

describe('a passcode', () => {
  test('is the code and the id that the device makes of the same key, and opens for as long as it lives', async () => {
    const [key] = await connect()
    if (key === undefined) throw new Error('there is a key')
    const { id, digits, passcode, fromMs, untilMs } = await granted()
    const place = { action, slotStart: slot, n: 0 }
    const { crypto } = world.hub.environment
    expect(passcode).toEqual({ slotStart: slot, n: 0, generation: 1 })
    expect(digits).toBe(passcodeAt(crypto, key.key, world.car.device, place))
    expect(id).toBe(authorizationAt(crypto, key.key, world.car.device, place))
    expect([fromMs, untilMs]).toEqual([slot * 1000, (slot + 2 * slotSeconds) * 1000])
  })

  test('is kept without its digits', async () => {
    await connect()
    const { id, digits } = await granted()
    const kept = await world.hub.read(({ authorizations }) => authorizations.get(id))
    expect(JSON.stringify(kept, (_name, each) => (typeof each === 'bigint' ? `${each}` : each))).not.toContain(digits)
    expect(kept).not.toHaveProperty('digits')
  })

  test('is one of four, however many ask at once, and the fifth is told so', async () => {
    await connect()
    const answers = await Promise.all(Array.from({ length: 8 }, () => ask()))
    const codes = answers.flatMap(({ digits }) => digits ?? [])
    expect(new Set(codes).size).toBe(4)
    const refused = answers.flatMap((each) => (each.decision === 'refused' ? [each.code] : []))
    expect(refused).toEqual(Array(4).fill('passcodes_exhausted'))
    expect(await codeOf({ fromMs: nowMs + 30 * minute, untilMs: nowMs + 40 * minute })).toBe('granted')
  })

  test('is told by a dry run to be free, and nothing is given', async () => {
    await connect()
    for (let count = 0; count < 6; count++) {
      const quoted = value(await world.hub.read((stores) => quote(stores, world.hub.environment, asked())))
      expect(quoted).toMatchObject({ decision: 'granted', fromMs: slot * 1000 })
    }
    expect(await codeOf()).toBe('granted')
  })

  test.each<[string, Partial<Authorize>]>([
    ['window_in_the_past', { fromMs: nowMs - 2 * minute, untilMs: nowMs }],
    ['window_too_far', { fromMs: nowMs + 15 * 1440 * minute, untilMs: nowMs + 15 * 1440 * minute + 1 }],
    ['passcode_window', { untilMs: nowMs + 60 * minute + 1 }],
    ['passcode_window', { fromMs: nowMs + 29 * minute, untilMs: nowMs + 61 * minute }],
    ['device_not_found', { device: 'dev_01h455vb4pex5vsknk084sn02q' }],
    ['service_unknown', { action: 'close' }],
    ['keypad_missing', { service: 'energy.supply' }],
    ['granted', { untilMs: nowMs + 60 * minute }],
    ['granted', { fromMs: nowMs - 90 * minute }],
  ])('%s', async (code, change) => {
    await connect()
    if (code === 'keypad_missing') await session(['door.access:open'])
    expect(await codeOf(code === 'keypad_missing' ? {} : change)).toBe(code)
  })

  test('is for no longer than the owner’s consent: the code lives past the window that was asked for', async () => {
    await connect()
    await world.hub.write(async ({ consents }) => {
      const [consent] = (await consents.list({ limit: 1 })).items
      if (consent !== undefined) await consents.end(consent.id, nowMs + 20 * minute)
    })
    expect(await codeOf()).toBe('consent_missing')
    expect(await codeOf({ fromMs: nowMs, untilMs: nowMs + minute })).toBe('consent_missing')
  })

  test('is refused where the device may not hold its key yet', async () => {
    expect(await codeOf()).toBe('keypad_missing')
    await session()
    expect(await codeOf()).toBe('passcode_key_missing')
    await connect()
    expect(await codeOf()).toBe('granted')
    await session([])
    expect(await codeOf()).toBe('keypad_missing')
  })
})

describe('what the device tells of a passcode', () => {
  const common = { time: nowMs, timeState: 'synced', service: 'trunk.access' } as const

  async function opened(change: { readonly n?: number } = {}) {
    await connect()
    const typed = await granted()
    const { journal } = world.car
    const body = { action, slotStart: slot, generation: 1, n: change.n ?? 0 }
    await world.ingest(journal.batch({ ...common, type: 'passcode_granted', authorization: typed.id, body }).envelope)
    for (const type of ['actuated', 'opened', 'closed', 'secured'] as const) {
      await world.ingest(journal.batch({ ...common, type, authorization: typed.id, body: {} }).envelope)
    }
    return typed
  }

  async function provenOf(id: Authorized['id']) {
    return world.hub.read(async (stores) => {
      const [found] = await stores.authorizations.getGranted([id])
      const events = await stores.authorizations.eventsOf([id])
      const proof = found && (await proofOfAuthorization(stores, world.hub.environment, found, events))
      const rootKey = (await stores.tenants.get())?.rootKey
      if (proof === undefined || rootKey === undefined) throw new Error('there is no proof')
      return { rootKey, ...verifyProof(world.hub.environment.crypto, proofSchema.parse(proof), rootKey) }
    })
  }

  test('completes it, charges it once, and is confirmed with a proof that holds', async () => {
    const { id } = await opened()
    const found = await world.hub.read(async ({ authorizations, rating, outbox }) => ({
      outcome: (await authorizations.getGranted([id]))[0]?.outcome,
      charges: await rating.chargesOf(id),
      messages: (await outbox.list({ limit: 10 })).items,
    }))
    expect(found.outcome).toBe('completed')
    expect(found.charges).toHaveLength(1)
    const message = found.messages.find(({ type }) => type === 'authorization.completed')
    const { proof } = confirmationSchema.parse(JSON.parse(message?.payload ?? '')).data
    const { rootKey } = await provenOf(id)
    const proven = proof && verifyProof(world.hub.environment.crypto, proofSchema.parse(proof), rootKey)
    expect(proven).toMatchObject({ ok: true, value: { authorization: id, grant: { form: 'passcode' } } })
    const types = proven?.ok === true ? proven.value.records.map(({ record }) => record.type) : []
    expect(types).toEqual(['passcode_granted', 'actuated', 'opened', 'closed', 'secured'])
  })

  test('proves nothing where it names another code than the one that was granted', async () => {
    const { id } = await opened({ n: 1 })
    expect(await provenOf(id)).toMatchObject({ ok: false, error: { link: 'permit' } })
  })

  test('expires it where it went unused', async () => {
    await connect()
    const { id } = await granted()
    const later = { ...common, time: (slot + 2 * slotSeconds) * 1000 + 1, service: 'agent', type: 'started', body: {} } as const
    world.hub.pass(2 * slotSeconds * 1000 + 1000)
    await world.ingest(world.car.journal.batch(later).envelope)
    const [found] = await world.hub.read(({ authorizations }) => authorizations.getGranted([id]))
    expect(found?.outcome).toBe('expired')
  })

  test('cancels it once it says that it denies it: the list names the id the device derives', async () => {
    await connect()
    const { id } = await granted()
    value(await world.hub.write((stores) => cancelAuthorization(stores, world.hub.environment, id)))
    const { revocations } = await world.hub.read((stores) => signedRevocations(stores, world.hub.environment, world.car.device))
    const read = revocations && readSigned(revocationsMessage, revocations)
    expect(read).toMatchObject({
      ok: true,
      value: { claimed: { deny: [{ authorization: id, expiresAt: slot + 2 * slotSeconds }] } },
    })
    const applied = { ...common, service: 'agent', type: 'revocation_applied', body: { version: 1 } } as const
    await world.ingest(world.car.journal.batch(applied).envelope)
    const [found] = await world.hub.read(({ authorizations }) => authorizations.getGranted([id]))
    expect(found).toMatchObject({ outcome: 'cancelled', revocation: { appliedSeq: 1 } })
  })
})

describe('the key of a keypad', () => {
  test('is told to a device that declares a keypad, and to no other', async () => {
    expect(await session([])).toEqual([])
    expect(await rotate()).toMatchObject({ ok: false, error: { code: 'keypad_missing' } })
    expect(await session()).toMatchObject([{ generation: 1, from: 0, epoch: 0 }])
    const [first] = await session()
    const other = await world.another('another car')
    world.hub.pass(1000)
    const declared = { device: other.device, keypad: [action], deviceNonce: new Uint8Array(16) }
    const told = await world.hub.write((stores) => tellPasscodeKeys(stores, world.hub.environment, declared))
    const read = readSigned(passcodeKeysMessage, told.passcodeKeys ?? new Uint8Array())
    expect(read.ok && read.value.claimed.keys[0]?.key).not.toEqual(first?.key)
  })

  test('is replaced after every code that may still be used, and those stay good', async () => {
    const [first] = await connect()
    const early = await granted()
    const late = await granted({ fromMs: nowMs + 90 * minute, untilMs: nowMs + 100 * minute })
    expect(await rotate()).toMatchObject({ ok: true, value: { generation: 2, isHeld: false } })
    expect(await rotate(), 'again').toMatchObject({ ok: true, value: { generation: 2 } })
    // Until a session tells it, the first goes on.
    expect((await granted({ fromMs: nowMs + 300 * minute, untilMs: nowMs + 310 * minute })).passcode.generation).toBe(1)
    const latest = slot + 10 * slotSeconds
    const keys = await session()
    expect(keys).toMatchObject([
      { generation: 1, from: 0 },
      { generation: 2, from: latest + 2 * slotSeconds },
    ])
    expect([keys[0]?.key, keyOfSlot(keys, late.passcode.slotStart, 0)?.key]).toEqual([first?.key, first?.key])
    expect(early.passcode.generation).toBe(1)
    // Told and not yet known to be held: nothing is given that either could mean.
    const inNext = { fromMs: (latest + 2 * slotSeconds) * 1000, untilMs: (latest + 2 * slotSeconds) * 1000 + minute }
    expect([await codeOf(inNext), await codeOf()]).toEqual(['passcode_key_missing', 'granted'])
    expect(await connect(), 'told alike each time').toEqual(keys)
    expect((await granted(inNext)).passcode.generation).toBe(2)
    expect(await rotate(), 'not while the one before is still in use').toMatchObject({ ok: true, value: { generation: 2 } })
  })

  test('is dead as soon as the next session where no code of it may still be used', async () => {
    await connect()
    const { id } = await granted()
    value(await world.hub.write((stores) => cancelAuthorization(stores, world.hub.environment, id)))
    await rotate()
    expect(await connect()).toMatchObject([{ generation: 2, from: 0 }])
    expect((await granted()).passcode).toMatchObject({ generation: 2, n: 1 })
  })

  test('dies with its epoch: what is denied beyond the length of the list is denied for good', async () => {
    await connect()
    const typed = await granted()
    const many = Array.from({ length: 129 }, (_, index) => {
      const id = `auth_${String(index).padStart(26, '0')}` as const
      return { ...typed, id }
    })
    await world.hub.write((stores) => revokePermits(stores, world.hub.environment, world.car.device, many))
    const found = await world.hub.read(({ authorizations }) => authorizations.get(typed.id))
    expect(found).toMatchObject({ revocation: { version: 1 } })
    expect(await codeOf()).toBe('passcode_key_missing')
    expect(await connect()).toMatchObject([{ generation: 2, from: 0, epoch: 1 }])
    expect((await granted()).passcode.generation).toBe(2)
  })

  test('comes of a secret that a tenant founded before keypads gets when it is first needed', async () => {
    const { storage, environment } = world.hub
    const older = environment.ids.next('tenant')
    const secret = () => storage.transaction(older, (stores) => passcodeSecret(stores, environment))
    expect(await storage.read(older, ({ tenants }) => tenants.secret('passcodes'))).toBeUndefined()
    const [made, again] = [await secret(), await secret()]
    expect([made.length, again]).toEqual([32, made])
    expect(await storage.read(older, ({ tenants }) => tenants.secret('passcodes')), 'sealed').not.toEqual(made)
  })
})
