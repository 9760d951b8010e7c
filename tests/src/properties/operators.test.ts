import { changed, type OperatorChange } from '@octroi/hub/operators/change-operator'
import { isLocked, noFailures, oneMoreFailure } from '@octroi/hub/operators/lockout'
import { mayChange, type Operator } from '@octroi/hub/operators/operator'
import { stepOfCode } from '@octroi/hub/operators/totp'
import fc from 'fast-check'
import { TOTP } from 'otpauth'
import { describe, expect, test } from 'vitest'

const minute = 60_000

describe('whenever somebody tries passwords', () => {
  const pauses = fc.array(fc.integer({ min: 0, max: 120 * minute }), { maxLength: 300 })

  test('five are looked at, and then one for each lock that was waited for', () => {
    fc.assert(
      fc.property(pauses, (waits) => {
        let [failed, nowMs, looked] = [noFailures, 0, 0]
        for (const wait of waits) {
          nowMs += wait
          if (isLocked(failed, nowMs)) continue
          failed = oneMoreFailure(failed, nowMs)
          looked++
        }
        // After n failures: 1, 2, 4, 8, 16, 32 minutes, and an hour each from then on.
        const locks = Array.from({ length: Math.max(looked - 5, 0) }, (_, index) => Math.min(2 ** index, 60) * minute)
        expect(locks.reduce((sum, lock) => sum + lock, 0)).toBeLessThanOrEqual(nowMs)
      }),
    )
  })

  test('a lock ends within the hour, so that nobody is kept out for ever', () => {
    fc.assert(
      fc.property(fc.nat({ max: 10_000 }), fc.integer({ min: 0, max: 2 ** 45 }), (count, nowMs) => {
        expect(isLocked(oneMoreFailure({ count }, nowMs), nowMs + 60 * minute)).toBe(false)
      }),
    )
  })
})

test('a code of an authenticator works once, whichever is typed when', () => {
  const inBase32 = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ'
  const secret = new TextEncoder().encode('12345678901234567890')
  const tries = fc.array(fc.record({ afterMs: fc.nat({ max: minute }), away: fc.integer({ min: -3, max: 3 }) }), {
    maxLength: 30,
  })
  fc.assert(
    fc.property(tries, (each) => {
      let [nowMs, lastStep] = [1_000_000 * 30_000, 0]
      for (const { afterMs, away } of each) {
        nowMs += afterMs
        const step = Math.floor(nowMs / 30_000) + away
        const token = new TOTP({ secret: inBase32 }).generate({ timestamp: step * 30_000 })
        const found = stepOfCode(secret, token, { nowMs, lastStep })
        if (found === undefined) continue
        expect(found).toBeGreaterThan(lastStep)
        expect(Math.abs(found * 30_000 - nowMs)).toBeLessThanOrEqual(minute)
        lastStep = found
        expect(stepOfCode(secret, token, { nowMs, lastStep })).toBeUndefined()
      }
    }),
    { numRuns: 50 },
  )
})

describe('whatever is changed in whichever order', () => {
  const change = fc.oneof(
    fc.constantFrom<OperatorChange>({ kind: 'disable' }, { kind: 'enable' }),
    fc.constantFrom<OperatorChange>({ kind: 'role', role: 'operator' }, { kind: 'role', role: 'viewer' }),
  )
  const person = fc.record({ role: fc.constantFrom('operator', 'viewer'), isDisabled: fc.boolean() })
  const steps = fc.array(fc.record({ of: fc.nat({ max: 5 }), change }), { maxLength: 60 })

  test('somebody who may change things is left, and nothing else is refused', () => {
    fc.assert(
      fc.property(fc.array(person, { maxLength: 5 }), steps, (others, each) => {
        const people = [{ role: 'operator', isDisabled: false }, ...others].map(
          ({ role, isDisabled }) => ({ role, ...(isDisabled ? { disabledAtMs: 1 } : {}), failed: { count: 3 } }) as Operator,
        )
        for (const [nowMs, { of, change: asked }] of each.entries()) {
          const before = people[of % people.length]
          if (before === undefined) continue
          const ableToChange = people.filter(mayChange).length
          const after = changed(before, asked, { nowMs, ableToChange })
          expect(after.ok || (mayChange(before) && ableToChange === 1)).toBe(true)
          if (after.ok) people[of % people.length] = after.value
          expect(people.some(mayChange)).toBe(true)
        }
      }),
    )
  })
})
