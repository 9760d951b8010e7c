import { wrongPasscodesAtMost } from '@octroi/agent/acting/wrong-passcodes'
import type { KeypadKey } from '@octroi/hub/authorizations/keypad-key'
import { type GivenPasscode, planPasscode, slotsBeside } from '@octroi/hub/authorizations/plan-passcode'
import type { Crypto } from '@octroi/shared/crypto/crypto'
import { portableCrypto } from '@octroi/shared/crypto/portable-crypto'
import { decidePasscode, type PasscodeFacts } from '@octroi/shared/decisions/passcode'
import { candidatesOf, passcodeAt } from '@octroi/shared/decisions/passcode-code'
import { lifeOf, openSlots, slotOf, slotSeconds } from '@octroi/shared/decisions/passcode-slot'
import { idFromBytes } from '@octroi/shared/ids/id'
import type { PasscodeKey } from '@octroi/shared/wire/messages/passcode'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { KeypadDevice } from '../kit/keypad-device.ts'

const device = idFromBytes('device', new Uint8Array(16).fill(1))
const now = slotOf(1_700_000_000)
const keypad = ['trunk.access:open', 'gate.access:open']

const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length })
const keyOf = (key: Uint8Array, from = 0, generation = 1): PasscodeKey => ({ generation, key, from, epoch: 0 })

/** Real HMACs whose digits are one of so few that codes do collide. */
function crowded(codes: bigint): Crypto {
  const hmacSha256: Crypto['hmacSha256'] = (key, message) => {
    const hash = portableCrypto.hmacSha256(key, message).slice()
    const view = new DataView(hash.buffer)
    view.setBigUint64(0, view.getBigUint64(0) % codes)
    return hash
  }
  return { ...portableCrypto, hmacSha256 }
}

function factsAt(seconds: number, keys: readonly PasscodeKey[], more: Partial<PasscodeFacts> = {}): PasscodeFacts {
  return {
    device,
    time: { state: 'synced', nowMs: seconds * 1000, uncertaintyMs: 0 },
    epoch: 0,
    trustsPermitsFrom: 0,
    keypad: new Set(keypad),
    keys,
    isLocked: false,
    isRevoked: () => false,
    usesSpent: () => 0,
    hindrance: () => undefined,
    ...more,
  }
}

/** Asks the hub for codes of these slots and actions, one after another. */
function given(crypto: Crypto, told: readonly PasscodeKey[], asked: readonly (readonly [slot: number, action: number])[]) {
  const codes: GivenPasscode[] = []
  for (const [slot, index] of asked) {
    const slotStart = now + slot * slotSeconds
    const name = keypad[index] ?? ''
    const [service = '', action = ''] = name.split(':')
    const untilMs = lifeOf(slotStart).until * 1000
    const request = { requester: 'acct_1', device, service, action, fromMs: slotStart * 1000, untilMs } as const
    const taken = codes.filter((each) => each.action === name && each.slotStart === slotStart).map(({ n }) => n)
    const keys = told.map(({ generation, epoch, from }): KeypadKey => ({ generation, epoch, from, isHeld: true }))
    const plan = planPasscode(crypto, { request, slotStart, device, epoch: 0, keypad, keys, told, taken })
    if (plan.given !== undefined) codes.push(plan.given)
  }
  return codes
}

describe('codes that the hub gives', () => {
  const asked = fc.array(fc.tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 1 })), { maxLength: 20 })

  test.each([20n, 200n, 10n ** 12n])(
    'differ while they open, where there are %s of them, and open what they are for',
    (codes) => {
      const crypto = crowded(codes)
      const cutover = fc.integer({ min: 0, max: 3 })
      fc.assert(
        fc.property(bytes(32), bytes(32), cutover, asked, (one, other, slot, requests) => {
          const told = [keyOf(one), keyOf(other, now + slot * slotSeconds, 2)]
          const all = given(crypto, told, requests)
          for (const { code, action, slotStart, authorization } of all) {
            const together = all.filter((each) => slotsBeside(slotStart).includes(each.slotStart) && each.code === code)
            expect(together).toHaveLength(1)
            const { from, until } = lifeOf(slotStart)
            for (const seconds of [from, from + slotSeconds, until - 1]) {
              const decision = decidePasscode(crypto, { action, passcode: code }, factsAt(seconds, told))
              expect(decision).toMatchObject({ granted: true, authorization })
            }
          }
        }),
        { numRuns: 25 },
      )
    },
  )

  test('are four at most for an action and slot', () => {
    const five = Array.from({ length: 5 }, () => [0, 0] as const)
    expect(given(portableCrypto, [keyOf(new Uint8Array(32).fill(9))], five)).toHaveLength(4)
  })
})

describe('a device', () => {
  test('compares eight codes at most, whatever keys it holds', () => {
    const key = fc.record({
      generation: fc.integer({ min: 1, max: 9 }),
      key: bytes(32),
      from: fc.integer({ min: 0, max: now + 4 * slotSeconds }),
      epoch: fc.integer({ min: 0, max: 2 }),
    })
    fc.assert(
      fc.property(fc.array(key, { maxLength: 4 }), fc.integer({ min: 0, max: now * 2 }), (keys, seconds) => {
        const candidates = candidatesOf(portableCrypto, { device, keys, epoch: 1 }, 'a:b', openSlots(seconds))
        expect(candidates.length).toBeLessThanOrEqual(8)
      }),
    )
  })

  test('never opens by a code of another device, action, slot, or key', () => {
    const strange = fc.record({
      key: bytes(32),
      device: bytes(16).map((raw) => idFromBytes('device', raw)),
      action: fc.constantFrom('gate.access:open', 'trunk.access:close'),
      slot: fc.oneof(fc.integer({ min: -50, max: -2 }), fc.integer({ min: 1, max: 50 })),
      n: fc.integer({ min: 0, max: 3 }),
    })
    const own = { key: new Uint8Array(32).fill(9), device, action: 'trunk.access:open', slot: 0 }
    const changed = fc.constantFrom('key' as const, 'device' as const, 'action' as const, 'slot' as const)
    fc.assert(
      fc.property(strange, changed, (other, which) => {
        const place = { ...own, n: other.n, [which]: other[which] }
        const slotStart = now + place.slot * slotSeconds
        const code = passcodeAt(portableCrypto, place.key, place.device, { action: place.action, slotStart, n: place.n })
        const facts = factsAt(now + 10, [keyOf(own.key)])
        const open = candidatesOf(portableCrypto, facts, own.action, openSlots(now + 10))
        fc.pre(!open.some((each) => each.code === code))
        expect(decidePasscode(portableCrypto, { action: own.action, passcode: code }, facts).granted).toBe(false)
      }),
      { numRuns: 60 },
    )
  })

  const step = fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({
        do: fc.constant('right' as const),
        n: fc.integer({ min: 0, max: 3 }),
        ago: fc.integer({ min: 0, max: 1 }),
      }),
    },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('wrong' as const), times: fc.integer({ min: 1, max: 12 }) }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('reboot' as const) }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('pass' as const), minutes: fc.constantFrom(1, 20, 300, 800, 1440) }) },
  )

  test('takes a code once and twenty wrong ones a day, whatever happens in between, power cuts too', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 25 }), async (steps) => {
        const thing = await KeypadDevice.open()
        try {
          const answered = await walk(thing, steps)
          expect(answered.map(({ answer }) => answer)).toEqual(answered.map(({ expected }) => expected))
        } finally {
          await thing.remove()
        }
      }),
      { numRuns: 12 },
    )
  }, 20_000)
})

type Step =
  | { readonly do: 'right'; readonly n: number; readonly ago: number }
  | { readonly do: 'wrong'; readonly times: number }
  | { readonly do: 'reboot' }
  | { readonly do: 'pass'; readonly minutes: number }

const dayMs = 86_400_000

/** Does the steps; what was answered to each code, and what should have been. */
async function walk(thing: KeypadDevice, steps: readonly Step[]): Promise<readonly Answered[]> {
  const used = new Set<string>()
  const wrongAt: number[] = []
  const answered: Answered[] = []
  const types = async (code: string, due: string): Promise<void> => {
    const isLocked = wrongAt.filter((atMs) => thing.nowMs - atMs < dayMs).length >= wrongPasscodesAtMost
    const expected = isLocked ? 'passcodes_locked' : due
    answered.push({ expected, answer: await thing.types(code) })
    if (expected === 'granted') used.add(code)
    if (expected === 'passcode_unknown') wrongAt.push(thing.nowMs)
  }
  for (const step of steps) {
    if (step.do === 'reboot') await thing.reboot()
    else if (step.do === 'pass') thing.nowMs += step.minutes * 60_000
    else if (step.do === 'wrong') for (let count = 0; count < step.times; count++) await types('99999999', 'passcode_unknown')
    else {
      const slotStart = slotOf(Math.floor(thing.nowMs / 1000)) - step.ago * slotSeconds
      const code = thing.codeOf(slotStart, step.n)
      await types(code, used.has(code) ? 'passcode_used' : 'granted')
    }
  }
  return answered
}

interface Answered {
  readonly expected: string
  readonly answer: string
}
