import type { Position } from '@octroi/agent/drivers/driver'
import { idFromBytes } from '@octroi/shared/ids/id'
import { describe, expect, test } from 'vitest'
import { authorization, device, filled, hubMs, notes, reading, Script, seconds } from '../kit/acting-script.ts'

describe('a full journal', () => {
  test('moves nothing and spends no use; with room again the permit is good', () => {
    const script = new Script()
    script.isFull = true
    script.permit()
    expect(script.told).toEqual(['refused journal_full'])
    expect([script.state.uses.size, script.state.actions.size]).toEqual([0, 0])
    script.isFull = false
    expect(notes(script.permit())).toContain('granted 1')
  })

  test('still tells why a permit is refused', () => {
    const script = new Script()
    script.isFull = true
    expect(script.permit({ expiresAt: seconds - 1 }).told).toEqual(['refused permit_expired'])
  })

  test('takes back only what no later reading has passed', () => {
    const script = new Script()
    script.observe(reading(0, 10)).observe(reading(10, 20))
    const counted = { service: 'energy.supply', counter: 'reading:energy', quantity: 5n }
    const failed = { source: 'energy.supply energy', beforeMs: undefined, endMs: 10, counted }
    script.event({ type: 'not_journalled', request: 9, readings: [failed] })
    expect(script.state.readingEnds.get('energy.supply energy')).toBe(20)
    const both = [
      { ...failed, beforeMs: 10, endMs: 15 },
      { ...failed, beforeMs: 15, endMs: 20 },
    ]
    script.event({ type: 'not_journalled', request: 10, readings: both })
    expect(script.state.readingEnds.get('energy.supply energy')).toBe(10)
  })

  test('keeps facts, in their order and before later ones, and watches all the same', () => {
    const script = new Script().permit({ maxOpenSeconds: 30 }).moved()
    script.isFull = true
    script.saw('opened').timer(30)
    script.saw('closed')
    script.isFull = false
    const known = notes(script).length
    script.saw('secured')
    expect(notes(script).slice(known)).toEqual(['[opened *]', '[left_open *]', '[closed *]', '[secured *]'])
  })

  test('gives the service back as it was', () => {
    const script = new Script().permit({ uses: 2 }).moved().saw('opened', 'closed').timer(10)
    script.isFull = true
    script.permit({ uses: 2 })
    script.isFull = false
    expect(notes(script.saw('secured')).at(-1)).toBe('[secured *]')
  })

  test('keeps a safety action, to be told late when there is room', () => {
    const script = new Script()
    script.isFull = true
    script.observe({ type: 'safety_action', service: 'trunk.access', action: 'release' })
    script.event({ type: 'room_made' })
    expect(notes(script)).toEqual([])
    script.isFull = false
    script.event({ type: 'room_made' }).event({ type: 'room_made' })
    expect(notes(script)).toEqual(['[safety_action late]'])
  })

  test('lets a reading be told again', () => {
    const script = new Script()
    script.isFull = true
    script.observe(reading(0, 10))
    script.isFull = false
    script.observe(reading(0, 10))
    expect(script.told).toEqual(['journal_full', '[reading]', 'noted 1'])
  })
})

describe('a new boot', () => {
  const rebooted = (script: Script, ...found: readonly Position[]): string[] => {
    script.told.length = 0
    script.event({ type: 'booted' })
    for (const position of found) script.observe({ type: 'found', service: 'trunk.access', position })
    script.event({ type: 'driver_started' })
    return script.told.filter((line) => !line.startsWith('noted'))
  }

  test('tells that it started', () => expect(rebooted(new Script())).toEqual(['[started]']))

  test.each<[string, readonly Position[]]>([
    ['by a driver that says nothing', []],
    ['secured', ['secured']],
    ['closed', ['closed']],
  ])('after a grant that was not seen to move, found %s: outcome unknown, the use stays spent', (_how, found) => {
    const script = new Script().permit()
    expect(rebooted(script, ...found)).toEqual(['[started]', '[outcome_unknown *]'])
    expect(script.permit().told.at(-1)).toBe('refused permit_used_up')
  })

  test('after a grant, found open: it moved, and is watched', () => {
    expect(rebooted(new Script().permit(), 'open')).toEqual(['[started]', '[opened *]', 'watch 120', 'watch 120'])
  })

  test('after it moved, found secured: it may have been opened meanwhile, nobody knows', () => {
    expect(rebooted(new Script().permit().moved(), 'secured')).toEqual(['[started]', '[outcome_unknown *]'])
  })

  test('while something stands open: it goes on being watched, and may be closed', () => {
    const script = new Script().permit().moved().saw('opened')
    expect(rebooted(script)).toEqual(['[started]', 'watch 120'])
    expect(notes(script.saw('closed', 'secured')).slice(-2)).toEqual(['[closed *]', '[secured *]'])
  })
})

test('a driver that never answers: outcome unknown, and the next one is served', () => {
  const script = new Script().permit({ uses: 2 }).timer(60)
  expect(notes(script).at(-1)).toBe('[outcome_unknown *]')
  expect(notes(script.permit({ uses: 2 })).slice(-2)).toEqual(['granted 2', '-> open'])
  expect(notes(script.timer(60, 0)).at(-1)).toBe('-> open')
})

describe('a permit that was taken back', () => {
  const list = (version: number, epoch = 0) => ({
    device,
    version,
    epoch,
    deny: [{ authorization, expiresAt: seconds + 600 }],
    time: hubMs,
  })

  test('is refused from the moment the list came, and its record tells the hub', () => {
    const script = new Script().event({ type: 'revocations_received', revocations: list(2) })
    expect(script.told).toEqual(['[revocation_applied]'])
    expect(script.permit().told.at(-1)).toBe('refused revoked')
    expect(script.permit({ authorization: idFromBytes('authorization', filled(16, 8)) }).told).toContain('granted 1')
  })

  test.each([2, 1])('an equal or older list, played again, changes nothing: version %i', (version) => {
    const script = new Script().event({ type: 'revocations_received', revocations: { ...list(2), deny: [] } })
    script.event({ type: 'revocations_received', revocations: list(version) })
    expect(script.told).toEqual(['[revocation_applied]'])
    expect(script.permit().told).toContain('granted 1')
  })

  test('a list may raise the epoch, and never lowers it', () => {
    const script = new Script().event({ type: 'revocations_received', revocations: list(1, 5) })
    script.event({ type: 'revocations_received', revocations: list(2, 3) })
    expect(script.state.epoch).toBe(5)
    expect(script.permit({ authorization: idFromBytes('authorization', filled(16, 8)), epoch: 4 }).told.at(-1)).toBe(
      'refused epoch_revoked',
    )
  })

  test('leaves an action that is under way alone', () => {
    const script = new Script()
      .permit()
      .moved()
      .event({ type: 'revocations_received', revocations: list(1) })
    expect(notes(script.saw('opened', 'closed', 'secured')).slice(-3)).toEqual(['[opened *]', '[closed *]', '[secured *]'])
  })
})

describe('a device that was restored', () => {
  const head = filled(32, 8)
  const restored = (): Script =>
    new Script().permit().event({ type: 'fell_behind', request: 50, standing: { through: 90, head }, hubMs: hubMs + 5000 })

  test('tells it, and trusts no permit that was issued before', () => {
    const script = restored()
    expect(script.told.slice(-2)).toEqual(['[restored]', 'noted 1'])
    const other = idFromBytes('authorization', filled(16, 8))
    expect(script.permit({ authorization: other, issuedAt: seconds + 4 }).told.at(-1)).toBe('refused device_restored')
  })

  test('trusts those issued since', () => {
    const other = idFromBytes('authorization', filled(16, 8))
    expect(
      restored()
        .moved(false)
        .permit({ authorization: other, issuedAt: seconds + 5 }).told,
    ).toContain('granted 1')
  })

  test('as the hub’s clock was years ahead, it trusts permits again once the clock is right', () => {
    const glitch = hubMs + 70 * 365 * 86_400_000
    const fellBehind = { type: 'fell_behind', request: 50, standing: { through: 90, head } } as const
    const script = new Script().event({ ...fellBehind, hubMs: glitch })
    script.event({ type: 'hub_time_known', hubMs: glitch })
    expect(script.permit().told.at(-1)).toBe('refused device_restored')
    script.event({ type: 'hub_time_known', hubMs: hubMs + 5000 })
    expect(script.permit({ issuedAt: seconds + 4 }).told.at(-1)).toBe('refused device_restored')
    expect(script.permit({ issuedAt: seconds + 5 }).told).toContain('granted 1')
  })

  test('as the hub’s clock was right, no earlier time makes it trust older permits', () => {
    const script = restored()
      .moved(false)
      .event({ type: 'hub_time_known', hubMs: hubMs - 86_400_000 })
    const other = idFromBytes('authorization', filled(16, 8))
    expect(script.permit({ authorization: other, issuedAt: seconds + 4 }).told.at(-1)).toBe('refused device_restored')
  })
})
