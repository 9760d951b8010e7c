import { describe, expect, test } from 'vitest'
import { portableCrypto as crypto } from '../crypto/portable-crypto.ts'
import { idFromBytes, idToBytes } from '../ids/id.ts'
import type { PasscodeKey } from '../wire/messages/passcode.ts'
import { decidePasscode, type PasscodeFacts } from './passcode.ts'
import { authorizationAt, candidatesOf, keyOfSlot, passcodeAt } from './passcode-code.ts'
import { lifeOf, openSlots, slotOf, slotSeconds } from './passcode-slot.ts'

const device = idFromBytes('device', filled(16, 2))
const action = 'trunk.access:open'
const slotStart = slotOf(1_700_000_000)
const key: PasscodeKey = { generation: 1, key: filled(32, 7), from: 0, epoch: 0 }
const code = (n = 0, at = slotStart): string => passcodeAt(crypto, key.key, device, { action, slotStart: at, n })
const authorization = authorizationAt(crypto, key.key, device, { action, slotStart, n: 0 })

const facts: PasscodeFacts = {
  device,
  time: at(slotStart + 60),
  epoch: 0,
  trustsPermitsFrom: 0,
  keypad: new Set([action]),
  keys: [key],
  isLocked: false,
  isRevoked: () => false,
  usesSpent: () => 0,
  hindrance: () => undefined,
}
const decide = (passcode: string, known: Partial<PasscodeFacts> = {}) =>
  decidePasscode(crypto, { action, passcode }, { ...facts, ...known })

describe('slots', () => {
  test('are half hours of the epoch', () => {
    expect([slotOf(0), slotOf(1799), slotOf(1800), slotStart % slotSeconds]).toEqual([0, 0, 1800, 0])
  })

  test('a code opens in its slot and the next', () => {
    const { from, until } = lifeOf(slotStart)
    const isOpen = (seconds: number): boolean => openSlots(seconds).includes(slotStart)
    expect([isOpen(from - 1), isOpen(from), isOpen(until - 1), isOpen(until)]).toEqual([false, true, true, false])
    expect(openSlots(5)).toEqual([0])
  })
})

describe('a code', () => {
  test('is eight digits, also where it begins with zeros', () => {
    const codes = Array.from({ length: 300 }, (_, index) => code(0, index * slotSeconds))
    expect(codes.filter((each) => !/^\d{8}$/.test(each))).toEqual([])
    expect(codes.some((each) => each.startsWith('0'))).toBe(true)
  })

  test('names an authorization that is a UUID of version 8', () => {
    const uuid = idToBytes(authorization)
    expect([(uuid[6] ?? 0) >> 4, (uuid[8] ?? 0) >> 6]).toEqual([8, 2])
  })

  test('is granted in its life, with its place', () => {
    for (const seconds of [slotStart, slotStart + 2 * slotSeconds - 1]) {
      expect(decide(code(3), { time: at(seconds) })).toMatchObject({
        granted: true,
        candidate: { action, slotStart, n: 3, generation: 1 },
      })
    }
    expect(decide(code())).toMatchObject({ granted: true, authorization })
  })

  test.each<[string, string, Partial<PasscodeFacts>]>([
    ['keypad_missing', code(), { keypad: new Set(['trunk.access:close']) }],
    ['time_not_synced', code(), { time: { ...facts.time, state: 'floor' } }],
    ['time_not_synced', code(), { time: { ...facts.time, state: 'unknown' }, isLocked: true }],
    ['passcodes_locked', code(), { isLocked: true }],
    ['passcode_key_missing', code(), { keys: [] }],
    ['passcode_key_missing', code(), { keys: [{ ...key, from: slotStart + slotSeconds }] }],
    ['passcode_key_missing', code(), { epoch: 1 }],
    ['passcode_unknown', '00000000', {}],
    ['passcode_unknown', code(), { time: at(slotStart - 1) }],
    ['passcode_unknown', code(), { time: at(slotStart + 2 * slotSeconds) }],
    ['passcode_unknown', code(), { time: { ...at(slotStart + 2 * slotSeconds - 1), uncertaintyMs: 1000 } }],
    ['passcode_unknown', code(), { keys: [{ ...key, key: filled(32, 8) }] }],
    ['passcode_unknown', code(), { device: idFromBytes('device', filled(16, 3)) }],
    ['revoked', code(), { isRevoked: (id) => id === authorization }],
    ['device_restored', code(), { trustsPermitsFrom: slotStart + 1 }],
    ['passcode_used', code(), { usesSpent: (id) => (id === authorization ? 1 : 0) }],
    ['busy', code(), { hindrance: () => 'busy' }],
    ['not_ready', code(), { hindrance: () => 'not_ready' }],
  ])('%s', (expected, typed, known) => {
    expect(decide(typed, known)).toMatchObject({ granted: false, code: expected })
  })

  test('that is wrong names no authorization; one that fits does', () => {
    expect(decide('00000000')).not.toHaveProperty('authorization')
    expect(decide(code(), { usesSpent: () => 1 })).toMatchObject({ authorization })
  })
})

describe('a slot', () => {
  const next: PasscodeKey = { generation: 2, key: filled(32, 9), from: slotStart + slotSeconds, epoch: 0 }

  test('has one key: the newest that has begun by then and is of the epoch', () => {
    const generation = (at: number, epoch = 0): number | undefined => keyOfSlot([next, key], at, epoch)?.generation
    expect([generation(slotStart), generation(slotStart + slotSeconds), generation(slotStart, 1)]).toEqual([1, 2, undefined])
  })

  test('keeps its codes while the next key takes over, and eight are compared', () => {
    const keys = [key, next]
    const candidates = candidatesOf(crypto, { device, keys, epoch: 0 }, action, openSlots(slotStart + slotSeconds))
    expect(candidates.map(({ generation }) => generation)).toEqual([1, 1, 1, 1, 2, 2, 2, 2])
    expect(decide(code(), { keys, time: at(slotStart + slotSeconds) }).granted).toBe(true)
  })
})

function at(seconds: number): PasscodeFacts['time'] {
  return { state: 'synced', nowMs: seconds * 1000, uncertaintyMs: 0 }
}

function filled(length: number, byte: number): Uint8Array {
  return new Uint8Array(length).fill(byte)
}
