import { keptLease } from '@octroi/agent/acting/lease'
import { portableCrypto as crypto } from '@octroi/shared/crypto/portable-crypto'
import { describe, expect, test } from 'vitest'
import { fresh, hubMs, notes, Script, soundLease } from '../kit/acting-script.ts'

const home = {
  ...fresh,
  offered: new Set(['home.alarm:arm', 'home.alarm:disarm']),
  momentary: new Set(['home.alarm:arm', 'home.alarm:disarm']),
}

function given(): Script {
  const script = new Script()
  script.state = home
  return script
}

const done = (script: Script): Script => script.moved(true, 'home.alarm')
/** Arms or disarms to the end; what the last of it came to. */
const last = (script: Script, action: string): string | undefined =>
  notes(script.press(action)).findLast((line) => !line.startsWith('->'))

describe('a device acting for its own account', () => {
  test('does nothing without a lease', () => {
    expect(notes(given().press('arm'))).toEqual(['[lease_refused]', 'refused lease_missing'])
  })

  test('journals the lease, then each act before it moves and after', () => {
    expect(notes(done(given().lease().press('arm')))).toEqual([
      '[lease_applied]',
      '[lease_granted]',
      'leased 1',
      '-> arm',
      '[performed]',
    ])
  })

  test('tells of a failure, and counts nothing for it', () => {
    const script = given().lease().press('arm').moved(false, 'home.alarm')
    expect(notes(script).at(-1)).toBe('[failed jammed]')
    expect(script.state.counted.size).toBe(0)
    expect(script.state.actions.size).toBe(0)
  })

  test('does one thing at a time, and not while the thing is not ready', () => {
    const script = given().lease().press('arm')
    expect(last(script, 'disarm')).toBe('refused busy')
    done(script).press('arm', new Set(['home.alarm:arm']))
    expect(notes(script).at(-1)).toBe('refused not_ready')
  })

  test('what was granted when the power went has an unknown outcome and counts for nothing', () => {
    const script = given().lease().press('arm').event({ type: 'driver_started' })
    expect(notes(script).at(-1)).toBe('[outcome_unknown]')
    expect(script.state.counted.size).toBe(0)
  })

  test('what a driver says of an earlier act is not taken for the present one', () => {
    const script = done(given().lease().press('arm')).press('disarm')
    script.event({ type: 'actuation_ended', service: 'home.alarm', act: 1, result: { ok: true } })
    expect(notes(script).at(-1)).toBe('-> disarm')
  })

  test('moves nothing where the journal is full', () => {
    const script = given().lease()
    script.isFull = true
    expect(notes(script.press('arm')).at(-1)).toBe('refused journal_full')
    expect(script.state.actions.size).toBe(0)
  })

  test('leaves what is essential at the ceiling, and counts on through later leases', () => {
    const script = given().lease()
    for (const action of ['arm', 'disarm', 'arm']) done(script.press(action))
    expect(last(script, 'arm')).toBe('refused ceiling_reached')
    done(script.press('disarm'))
    const raised = [{ counter: 'performed', counted: 0n, ceiling: 5_000_000_000n }]
    script.lease({ leaseSeq: 2, services: soundLease.services.map((each) => ({ ...each, ceilings: raised })) })
    expect(last(done(script.press('arm')), 'arm')).toBe('refused ceiling_reached')
    expect(script.state.counted.get('home.alarm performed')).toBe(5_000_000_000n)
  })

  test('takes only a greater lease', () => {
    const nothing = { services: [] }
    const script = given()
      .lease({ leaseSeq: 5 })
      .lease({ leaseSeq: 5, ...nothing })
      .lease({ leaseSeq: 4, ...nothing })
    expect(notes(done(script.press('arm'))).at(-1)).toBe('[performed]')
    expect(last(script.lease({ leaseSeq: 6, ...nothing }), 'arm')).toBe('refused not_in_lease')
  })
})

describe('a lease ends', () => {
  test('offline, by the clock the device carries on', () => {
    const script = given().lease().later(600_000)
    expect(last(script, 'arm')).toBe('refused lease_expired')
    expect(notes(done(script.press('disarm'))).at(-1)).toBe('[performed]')
  })

  test('by time under power, over boots that never learn the time', () => {
    const script = given().lease()
    const lease = { claims: soundLease, signed: new Uint8Array(), heldBeforeMs: 899_000, sinceMonotonicMs: script.nowMs }
    script.state = { ...script.state, time: { bootedAtMs: 0 }, unsyncedBoots: 1, lease }
    expect(notes(done(script.press('arm'))).at(-1)).toBe('[performed]')
    expect(last(script.later(1000), 'arm')).toBe('refused lease_expired')
  })

  test('by boots without the hub’s time', () => {
    const script = given().lease()
    script.state = { ...script.state, time: { bootedAtMs: 0, floorMs: hubMs }, unsyncedBoots: 3 }
    expect(last(script, 'arm')).toBe('refused lease_expired')
  })

  test('with the key that signed it', () => {
    const { lease: kept } = given().lease().state
    expect(keptLease(crypto, home, kept)?.claims).toEqual(soundLease)
    expect(keptLease(crypto, { ...home, keyset: { ...home.keyset, keys: [] } }, kept)).toBeUndefined()
  })
})
