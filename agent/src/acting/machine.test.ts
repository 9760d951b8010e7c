import { type KeyPair, keyPairOf } from '@octroi/shared/crypto/crypto'
import { portableCrypto as crypto } from '@octroi/shared/crypto/portable-crypto'
import { idFromBytes } from '@octroi/shared/ids/id'
import { signMessage } from '@octroi/shared/wire/message'
import { type Permit, permitMessage, presentationMessage } from '@octroi/shared/wire/messages/permit'
import { describe, expect, test } from 'vitest'
import type { Movement, Observation, Position } from '../drivers/driver.ts'
import { step } from './machine.ts'
import type { AgentEvent, AgentState, Answer, Effect } from './state.ts'
import { nothing } from './telling.ts'

const filled = (length: number, byte: number): Uint8Array => new Uint8Array(length).fill(byte)
const tenant = idFromBytes('tenant', filled(16, 1))
const device = idFromBytes('device', filled(16, 2))
const authorization = idFromBytes('authorization', filled(16, 3))
const hubKeys = keyPairOf(crypto, filled(32, 4))
const holder = keyPairOf(crypto, filled(32, 5))
const hubMs = 1_700_000_000_000
const seconds = hubMs / 1000

const fresh: AgentState = {
  tenant,
  device,
  keyset: {
    issuer: tenant,
    version: 1,
    keys: [{ publicKey: hubKeys.publicKey, uses: ['permits'], notBefore: 0, expiresAt: seconds * 2 }],
  },
  time: { bootedAtMs: 0, synced: { hubMs, atMonotonicMs: 0, uncertaintyMs: 10 } },
  offered: new Set(['trunk.access:open']),
  uses: new Map(),
  actions: new Map(),
  readingEnds: new Map(),
  epoch: 0,
  trustsPermitsFrom: 0,
  untold: nothing,
  nonces: [],
}

/**
 * A script against the machine: each line an event, or what the shell would feed back. Committing is immediate unless the
 * journal is said to be full. It gathers what was journalled, answered and done, in order.
 */
class Script {
  state = fresh
  nowMs = 1000
  isFull = false
  readonly told: string[] = []
  private readonly watched: Watch[] = []
  private request = 0

  event(event: AgentEvent): this {
    const { state, effects } = step(crypto, this.state, event, this.nowMs)
    this.state = state
    for (const effect of effects) this.perform(effect)
    return this
  }

  permit(change: Partial<Permit> = {}, by: KeyPair = holder): this {
    const nonce = filled(16, this.request + 100)
    this.event({ type: 'nonce_asked', request: ++this.request, nonce })
    this.told.pop()
    const permit = signMessage(crypto, permitMessage, { ...sound, ...change }, hubKeys)
    const claims = { device, action: 'trunk.access:open', nonce, permitHash: crypto.sha256(permit) }
    const presentation = signMessage(crypto, presentationMessage, claims, by)
    return this.event({ type: 'permit_presented', request: ++this.request, permit, presentation, notReady: new Set() })
  }

  moved(ok = true): this {
    const result = ok ? ({ ok } as const) : ({ ok: false, reason: 'jammed' } as const)
    return this.event({ type: 'actuation_ended', service: 'trunk.access', authorization, result })
  }

  saw(...types: readonly ('opened' | 'closed' | 'secured')[]): this {
    for (const type of types) this.observe({ type, service: 'trunk.access' })
    return this
  }

  observe(...observations: readonly Observation[]): this {
    return this.event({ type: 'observed', request: ++this.request, observations })
  }

  /** The newest timer of so many seconds goes off, or the one before it. */
  timer(seconds: number, index = -1): this {
    const { type: _, ...phase } = this.watched.filter((each) => each.seconds === seconds).at(index) as Watch
    return this.event({ ...phase, type: 'took_too_long' })
  }

  later(ms: number): this {
    this.nowMs += ms
    return this
  }

  private watch(effect: Watch): void {
    this.watched.push(effect)
    this.told.push(`watch ${effect.seconds}`)
  }

  private perform(effect: Effect): void {
    if (effect.type === 'answer') this.told.push(answerText(effect.answer))
    else if (effect.type === 'actuate') this.told.push(`-> ${effect.action}`)
    else if (effect.type === 'watch') this.watch(effect)
    else if (!this.isFull) {
      for (const record of effect.entry.records) {
        const own = record.authorization === undefined ? '' : ' *'
        const why = record.type === 'refused' || record.type === 'failed' ? ` ${record.body.reason}` : ''
        const late = record.type === 'safety_action' && record.body.late ? ' late' : ''
        this.told.push(`[${record.type}${own}${why}${late}]`)
      }
      for (const after of effect.onCommitted) this.perform(after)
    } else if (effect.onFull !== undefined) this.event(effect.onFull)
  }
}

type Watch = Extract<Effect, { type: 'watch' }>

const sound: Permit = {
  issuer: tenant,
  grantee: idFromBytes('account', filled(16, 6)),
  device,
  issuedAt: seconds,
  notBefore: seconds,
  expiresAt: seconds + 600,
  authorization,
  holder: holder.publicKey,
  action: 'trunk.access:open',
  uses: 1,
  epoch: 0,
  maxOpenSeconds: 120,
}

function answerText(answer: Answer): string {
  if (answer.kind === 'granted') return `granted ${answer.use}`
  if (answer.kind === 'refused') return `refused ${answer.code}`
  return answer.kind === 'journalled' ? `noted ${answer.records}` : answer.kind
}

const notes = (script: Script): string[] => script.told.filter((line) => !/^(?:noted|watch)/.test(line))

test('a delivery: the grant is journalled before anything moves, and secured ends it', () => {
  const script = new Script().permit().moved().saw('opened', 'closed', 'secured')
  expect(notes(script)).toEqual([
    '[granted *]',
    'granted 1',
    '-> open',
    '[actuated *]',
    '[opened *]',
    '[closed *]',
    '[secured *]',
  ])
  expect(script.state.actions.size).toBe(0)
})

describe('a permit', () => {
  test('counts one use, also when the action failed', () => {
    const script = new Script().permit().moved(false).permit()
    expect(notes(script).slice(3)).toEqual(['[failed * jammed]', '[refused * permit_used_up]', 'refused permit_used_up'])
  })

  test('of two uses opens twice', () => {
    const script = new Script().permit({ uses: 2 }).moved().saw('opened', 'closed', 'secured').permit({ uses: 2 })
    expect(notes(script).slice(-3)).toEqual(['[granted *]', 'granted 2', '-> open'])
  })

  test('finds the service busy while something stands open', () => {
    const script = new Script().permit({ uses: 2 }).moved().saw('opened').permit({ uses: 2 })
    expect(notes(script).slice(-2)).toEqual(['[refused * busy]', 'refused busy'])
  })

  test('is refused again with the same nonce: it counts once', () => {
    const script = new Script().permit({ uses: 2 }).moved().saw('opened', 'closed', 'secured')
    const nonce = filled(16, 100)
    const permit = signMessage(crypto, permitMessage, { ...sound, uses: 2 }, hubKeys)
    const claims = { device, action: 'trunk.access:open', nonce, permitHash: crypto.sha256(permit) }
    const presentation = signMessage(crypto, presentationMessage, claims, holder)
    script.event({ type: 'permit_presented', request: 99, permit, presentation, notReady: new Set() })
    expect(script.told.at(-1)).toBe('refused nonce_unknown')
  })

  test('uses up its nonce though it is refused', () => {
    const script = new Script().permit({ expiresAt: seconds - 1 })
    expect(script.state.nonces).toEqual([])
  })

  test('by somebody who is not its holder is refused, and its refusal is journalled', () => {
    expect(notes(new Script().permit({}, keyPairOf(crypto, filled(32, 9))))).toEqual([
      '[refused * holder_proof_invalid]',
      'refused holder_proof_invalid',
    ])
  })

  test('of a later epoch raises the device’s epoch, and older ones are dead', () => {
    const script = new Script().permit({ epoch: 4 }).moved().saw('opened', 'closed', 'secured')
    expect(script.state.epoch).toBe(4)
    expect(script.permit({ epoch: 3 }).told.at(-1)).toBe('refused epoch_revoked')
  })

  test('that is refused does not raise the epoch', () => {
    expect(new Script().permit({ epoch: 9, expiresAt: seconds - 1 }).state.epoch).toBe(0)
  })
})

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
    const failed = { meter: 'energy', beforeMs: undefined, endMs: 10 }
    script.event({ type: 'readings_failed', request: 9, readings: [failed] })
    expect(script.state.readingEnds.get('energy')).toBe(20)
    const both = [
      { ...failed, beforeMs: 10, endMs: 15 },
      { ...failed, beforeMs: 15, endMs: 20 },
    ]
    script.event({ type: 'readings_failed', request: 10, readings: both })
    expect(script.state.readingEnds.get('energy')).toBe(10)
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

describe('open too long', () => {
  const opened = (): Script => new Script().permit({ maxOpenSeconds: 30 }).moved().saw('opened')

  test('is an alert', () => expect(notes(opened().timer(30)).at(-1)).toBe('[left_open *]'))

  test('is none once it was closed', () => {
    expect(notes(opened().saw('closed').timer(30)).at(-1)).toBe('[closed *]')
    expect(notes(opened().saw('closed', 'secured').timer(30)).at(-1)).toBe('[secured *]')
  })

  test('is counted anew for each opening', () => {
    const reopened = opened().saw('closed', 'opened')
    expect(notes(reopened.timer(30, 0)).at(-1)).toBe('[opened *]')
    expect(notes(reopened.timer(30)).at(-1)).toBe('[left_open *]')
  })
})

describe('what moved and was never opened', () => {
  const moved = (): Script => new Script().permit({ uses: 2 }).moved()

  test('has failed once the thing is secured again', () => {
    const script = moved().saw('secured')
    expect(notes(script).slice(-2)).toEqual(['[secured *]', '[failed * not_opened]'])
    expect(notes(script.permit({ uses: 2 })).slice(-2)).toEqual(['granted 2', '-> open'])
  })

  test('has failed after a while, and blocks nobody any more', () => {
    const script = moved().timer(120)
    expect(notes(script).at(-1)).toBe('[failed * not_opened]')
    expect(script.state.actions.size).toBe(0)
  })

  test('is watched again after a new boot', () => {
    const script = moved().event({ type: 'booted' }).event({ type: 'driver_started' })
    expect(script.told.slice(-2)).toEqual(['[started]', 'watch 120'])
    expect(notes(script.timer(120)).at(-1)).toBe('[failed * not_opened]')
  })
})

describe('what was closed and is not yet secured', () => {
  const closed = (): Script => new Script().permit({ uses: 2 }).moved().saw('opened', 'closed')

  test('keeps the next courier waiting: its bolt may be running home', () => {
    expect(notes(closed().permit({ uses: 2 })).at(-1)).toBe('refused busy')
  })

  test('is told after a moment, and then blocks nobody', () => {
    const script = closed().timer(10)
    expect(notes(script).at(-1)).toBe('[fault *]')
    expect(notes(script.permit({ uses: 2 })).slice(-2)).toEqual(['granted 2', '-> open'])
  })

  test('may be secured later', () => {
    expect(notes(closed().timer(10).saw('secured')).at(-1)).toBe('[secured *]')
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
})

test.each([
  ['', 'driver_error'],
  ['   ', 'driver_error'],
  ['le verrou est coincé', 'le verrou est coinc'],
  ['x'.repeat(100), 'x'.repeat(64)],
])('a driver’s failure %j is told as a code', (reason, code) => {
  const script = new Script().permit()
  script.event({ type: 'actuation_ended', service: 'trunk.access', authorization, result: { ok: false, reason } })
  expect(notes(script).at(-1)).toBe(`[failed * ${code}]`)
})

describe('what the driver sees', () => {
  test.each<[string, readonly Movement['type'][], Position, readonly string[]]>([
    ['nothing new: still open', ['opened'], 'open', []],
    ['closed meanwhile', ['opened'], 'closed', ['[closed *]']],
    ['closed and secured meanwhile', ['opened'], 'secured', ['[closed *]', '[secured *]']],
    ['secured meanwhile', ['opened', 'closed'], 'secured', ['[secured *]']],
    ['opened meanwhile', [], 'open', ['[opened *]']],
    ['secured: opened and closed, or not', [], 'secured', ['[outcome_unknown *]']],
  ])('when it starts: %s', (_what, before, position, told) => {
    const script = new Script()
      .permit()
      .moved()
      .saw(...before)
    const known = notes(script).length
    expect(notes(script.observe({ type: 'found', service: 'trunk.access', position })).slice(known)).toEqual(told)
  })

  test('when it starts with no action open, is news only if it stands open', () => {
    const found = (position: Position): string[] =>
      notes(new Script().observe({ type: 'found', service: 'trunk.access', position }))
    expect([found('secured'), found('closed'), found('open')]).toEqual([[], [], ['[opened]']])
  })

  test('without a permit belongs to nobody: a key, or a hand from inside', () => {
    const script = new Script()
      .saw('opened', 'closed')
      .observe({ type: 'safety_action', service: 'trunk.access', action: 'release' })
    expect(notes(script)).toEqual(['[opened]', '[closed]', '[safety_action]'])
  })

  test('opened before the command returned keeps its phase', () => {
    const script = new Script().permit().saw('opened').moved()
    expect(script.state.actions.get('trunk.access')?.phase).toBe('opened')
  })

  test('secured before it moved ends nothing', () => {
    expect(new Script().permit().saw('secured').state.actions.size).toBe(1)
  })

  test('opened is believed, though the command then fails', () => {
    const script = new Script().permit().saw('opened').moved(false)
    expect(notes(script).at(-1)).toBe('[fault *]')
    expect(notes(script.saw('closed', 'secured')).slice(-2)).toEqual(['[closed *]', '[secured *]'])
  })

  test('readings of one commit are one entry, and what was read before is known', () => {
    const script = new Script().observe(reading(0, 10), reading(10, 20)).observe(reading(0, 10), reading(10, 20), reading(20, 30))
    expect(script.told).toEqual(['[reading]', '[reading]', 'noted 2', '[reading]', 'noted 1'])
  })

  test('a reading that overlaps an earlier one, or lasts no time, is not one', () => {
    expect(new Script().observe(reading(0, 10)).observe(reading(5, 15), reading(20, 20)).told.slice(2)).toEqual(['noted 0'])
  })
})

test('without the time since boot no permit is accepted', () => {
  const script = new Script()
  script.state = { ...fresh, time: { bootedAtMs: 0, floorMs: hubMs } }
  expect(script.permit().told.at(-1)).toBe('refused time_not_synced')
})

test('a nonce lives for 30 seconds, and at most eight do', () => {
  const script = new Script()
  for (let index = 0; index < 10; index++) script.event({ type: 'nonce_asked', request: index, nonce: filled(16, index) })
  expect(script.state.nonces).toHaveLength(8)
  script.later(30_001).event({ type: 'nonce_asked', request: 11, nonce: filled(16, 11) })
  expect(script.state.nonces).toHaveLength(1)
})

function reading(startMs: number, endMs: number): Observation {
  return { type: 'reading', service: 'energy.supply', meter: 'energy', startMs, endMs, quantity: 5n }
}
