import { enterPasscode } from '@octroi/agent/acting/enter-passcode'
import { keypadActions, noKeypad } from '@octroi/agent/acting/keypad'
import type { AgentState } from '@octroi/agent/acting/state'
import { wrongPasscodesAtMost } from '@octroi/agent/acting/wrong-passcodes'
import type { DurableChange, JournalEntry } from '@octroi/agent/journal/journal'
import { portableCrypto as crypto } from '@octroi/shared/crypto/portable-crypto'
import { authorizationAt, passcodeAt } from '@octroi/shared/decisions/passcode-code'
import { slotOf, slotSeconds } from '@octroi/shared/decisions/passcode-slot'
import { describe, expect, test } from 'vitest'
import { device, filled, fresh, hubMs, notes, Script, seconds } from '../kit/acting-script.ts'

const action = 'trunk.access:open'
const key = { generation: 3, key: filled(32, 40), from: 0, epoch: 0 }
const hourMs = 3_600_000
const day = 24 * hourMs

const withKeypad: AgentState = {
  ...fresh,
  keypad: { ...noKeypad, actions: new Set([action]), told: { keys: [key], maxOpenSeconds: 45 } },
}

const codeAt = (slotStart: number, n = 0): string => passcodeAt(crypto, key.key, device, { action, slotStart, n })
/** A code that opens now. */
const code = (n = 0): string => codeAt(slotOf(seconds + 1), n)
const authorization = authorizationAt(crypto, key.key, device, { action, slotStart: slotOf(seconds + 1), n: 0 })
const wrong = '99999999'

function atKeypad(state: AgentState = withKeypad): Script {
  const script = new Script()
  script.state = state
  return script
}

/** A new boot that remembers what is durable: the hub's time is known again, and the keys are told again. */
function rebooted({ state, nowMs }: Script, hubTimeMs = hubMs + nowMs): Script {
  const { earlier, own } = state.keypad.wrong
  const script = atKeypad({
    ...withKeypad,
    time: { bootedAtMs: 0, synced: { hubMs: hubTimeMs, atMonotonicMs: 0, uncertaintyMs: 10 } },
    uses: state.uses,
    keypad: { ...withKeypad.keypad, wrong: { earlier: [...earlier, ...own.map(({ atMs }) => atMs)], own: [] } },
  })
  script.nowMs = 10
  return script
}

function locked(): Script {
  const script = atKeypad()
  for (let count = 0; count < wrongPasscodesAtMost; count++) script.types(wrong)
  return script
}

describe('a code', () => {
  test('is journalled as granted before anything moves, and the action goes on as with a permit', () => {
    const script = atKeypad().types(code()).moved()
    script.saw('opened', 'closed', 'secured')
    expect(notes(script)).toEqual([
      ...['[passcode_granted *]', 'granted 1', '-> open', '[actuated *]', '[opened *]', '[closed *]', '[secured *]'],
    ])
    expect(script.told).toContain('watch 45')
    expect(script.state.uses.get(authorization)).toBe(1)
  })

  test('says which code it is, and nothing of its digits', () => {
    const entry = committed(withKeypad, code(2))
    const slotStart = slotOf(seconds + 1)
    expect(entry.records).toMatchObject([
      { type: 'passcode_granted', service: 'trunk.access', body: { action, slotStart, n: 2, generation: 3 } },
    ])
    expect(JSON.stringify(entry)).not.toContain(code(2))
  })

  test('opens once, also after a new boot', () => {
    const script = atKeypad().types(code()).saw('opened', 'closed', 'secured').types(code())
    expect(script.told.at(-1)).toBe('refused passcode_used')
    expect(rebooted(script).types(code()).told.at(-1)).toBe('refused passcode_used')
    expect(script.types(code(1)).told).toContain('granted 1')
  })

  test('waits while something stands open, and is not spent by it', () => {
    const script = atKeypad().types(code()).saw('opened').types(code(1))
    expect(notes(script).slice(-2)).toEqual(['[refused * busy]', 'refused busy'])
    expect(script.saw('closed', 'secured').types(code(1)).told).toContain('granted 1')
  })

  test('that was taken back opens nothing', () => {
    const deny = [{ authorization, expiresAt: seconds + 3600 }]
    const revocations = { device, version: 1, epoch: 0, deny, time: hubMs }
    const script = atKeypad().event({ type: 'revocations_received', revocations }).types(code())
    expect(notes(script).slice(-2)).toEqual(['[refused * revoked]', 'refused revoked'])
  })

  test('of an epoch that was revoked opens nothing', () => {
    const revocations = { device, version: 1, epoch: 1, deny: [], time: hubMs }
    const script = atKeypad().event({ type: 'revocations_received', revocations }).types(code())
    expect(script.told.at(-1)).toBe('refused passcode_key_missing')
  })

  test('of a slot in which the device lost its memory is refused; one of a later slot is good', () => {
    const standing = { through: 90, head: filled(32, 1) }
    const script = atKeypad()
      .event({ type: 'fell_behind', request: 50, standing, hubMs: hubMs + 1000 })
      .types(code())
    expect(script.told.at(-1)).toBe('refused device_restored')
    const later = codeAt(slotOf(seconds) + slotSeconds)
    expect(script.later(slotSeconds * 1000).types(later).told).toContain('granted 1')
  })

  test('spends nothing where the journal has no room', () => {
    const script = atKeypad()
    script.isFull = true
    expect(script.types(code()).told).toEqual(['refused journal_full'])
    script.isFull = false
    expect(script.types(code()).told).toContain('granted 1')
  })
})

describe('a wrong code', () => {
  test('is told as such, journalled without what was typed, and counted in the same commit', () => {
    const entry = committed(withKeypad, wrong)
    expect(entry.records).toMatchObject([{ type: 'refused', service: 'trunk.access', body: { reason: 'passcode_unknown' } }])
    expect(entry.records[0]?.body).toEqual({ reason: 'passcode_unknown' })
    expect(entry.records[0]).not.toHaveProperty('authorization')
    expect(entry.changes).toEqual([{ kind: 'wrong_passcodes', atMs: [hubMs + 1000] }])
    expect(JSON.stringify(entry)).not.toContain(wrong)
  })

  test('is not told where it cannot be counted, as a right one is not', () => {
    const script = atKeypad()
    script.isFull = true
    expect(script.types(wrong).told).toEqual(['journal_full'])
    expect(script.state.keypad.wrong.own).toHaveLength(1)
  })
})

describe('twenty wrong codes', () => {
  test('lock the keypad, for right codes too, and nothing is compared or counted any more', () => {
    const script = locked().types(code())
    expect(notes(script).slice(-2)).toEqual(['[refused passcodes_locked]', 'refused passcodes_locked'])
    expect(script.types(wrong).state.keypad.wrong.own).toHaveLength(wrongPasscodesAtMost)
    expect(script.state.uses.size).toBe(0)
  })

  test('lock nothing but the keypad', () => {
    expect(notes(locked().permit()).slice(-3)).toEqual(['[granted *]', 'granted 1', '-> open'])
  })

  test('need not come one after another: a right one in between resets nothing', () => {
    const script = atKeypad()
    for (let count = 0; count < wrongPasscodesAtMost - 1; count++) script.types(wrong)
    script.types(code()).saw('opened', 'closed', 'secured').types(wrong)
    expect(script.types(code(1)).told.at(-1)).toBe('refused passcodes_locked')
  })

  test('are over a day after each was typed', () => {
    const script = locked()
    const { slotStart } = { slotStart: slotOf(seconds + day / 1000) }
    expect(
      script
        .later(day - 1)
        .types(codeAt(slotStart))
        .told.at(-1),
    ).toBe('refused passcodes_locked')
    expect(script.later(1).types(codeAt(slotStart)).told).toContain('granted 1')
  })

  test('are remembered by a new boot, by the hub’s time', () => {
    const script = rebooted(locked())
    expect(script.types(code()).told.at(-1)).toBe('refused passcodes_locked')
    const later = rebooted(script, hubMs + day + 1000)
    expect(later.types(codeAt(slotOf(seconds + day / 1000))).told).toContain('granted 1')
  })

  test('are not forgotten within a boot by a clock that was set forward', () => {
    const script = locked()
    const synced = { hubMs: hubMs + 30 * day, atMonotonicMs: script.nowMs, uncertaintyMs: 10 }
    script.state = { ...script.state, time: { ...script.state.time, synced } }
    const slotStart = slotOf(synced.hubMs / 1000)
    expect(script.types(codeAt(slotStart)).told.at(-1)).toBe('refused passcodes_locked')
  })

  test('do not lock for ever where the clock was once far ahead', () => {
    const ahead = locked()
    const glitch = { ...ahead.state.keypad, wrong: { earlier: Array(20).fill(hubMs + 73 * 365 * day), own: [] } }
    const script = rebooted(ahead)
    script.state = { ...script.state, keypad: glitch }
    expect(script.types(code()).told.at(-1)).toBe('refused passcodes_locked')
    expect(script.later(day).types(codeAt(slotOf((hubMs + script.nowMs) / 1000))).told).toContain('granted 1')
  })
})

test('without the time since boot nothing is compared and nothing is counted', () => {
  const script = atKeypad({ ...withKeypad, time: { bootedAtMs: 0, floorMs: hubMs } })
  expect(script.types(code()).told.at(-1)).toBe('refused time_not_synced')
  expect(script.types(wrong).state.keypad.wrong).toEqual(noKeypad.wrong)
})

test('a thing without a keypad takes no codes, and writes down no name that somebody made up', () => {
  expect(atKeypad(fresh).types(code()).told.at(-1)).toBe('refused keypad_missing')
  const event = {
    type: 'passcode_entered',
    request: 1,
    action: 'made.up:open',
    passcode: wrong,
    notReady: new Set<string>(),
  } as const
  expect(enterPasscode(crypto, withKeypad, event, 1000).effects[0]).toMatchObject({
    entry: { records: [{ type: 'refused', service: 'agent', body: { reason: 'keypad_missing' } }] },
  })
})

test('a driver’s keypad has actions that it offers, four at most', () => {
  const services = { 'a.b': ['one', 'two', 'three', 'four', 'five'] }
  const actions = (...names: readonly string[]) =>
    keypadActions({ services, keypad: names.map((name) => ({ service: 'a.b', action: name })) })
  expect([actions(), actions('one', 'two')]).toEqual([new Set(), new Set(['a.b:one', 'a.b:two'])])
  expect(keypadActions({ services })).toEqual(new Set())
  expect(() => actions('six')).toThrow('not offered')
  expect(() => actions(...services['a.b'])).toThrow('at most 4')
})

function committed(state: AgentState, passcode: string): JournalEntry & { readonly changes: readonly DurableChange[] } {
  const event = { type: 'passcode_entered', request: 1, action, passcode, notReady: new Set<string>() } as const
  const [effect] = enterPasscode(crypto, state, event, 1000).effects
  if (effect?.type !== 'commit') throw new Error('it commits first')
  return effect.entry
}
