import type { Movement, Position } from '@octroi/agent/drivers/driver'
import { keyPairOf } from '@octroi/shared/crypto/crypto'
import { portableCrypto as crypto } from '@octroi/shared/crypto/portable-crypto'
import { signMessage } from '@octroi/shared/wire/message'
import { commandMessage } from '@octroi/shared/wire/messages/command'
import { permitMessage, presentationMessage } from '@octroi/shared/wire/messages/permit'
import { describe, expect, test } from 'vitest'
import {
  device,
  filled,
  fresh,
  holder,
  hubKeys,
  hubMs,
  notes,
  reading,
  Script,
  seconds,
  sound,
  soundCommand,
} from '../kit/acting-script.ts'

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

describe('a command', () => {
  const obeyed = ['[granted *]', 'granted 1', '-> open']

  test('is obeyed once: its use is written down before anything moves', () => {
    const script = new Script().command().moved().saw('opened', 'closed', 'secured').command()
    expect(notes(script).slice(0, 3)).toEqual(obeyed)
    expect(notes(script).slice(-2)).toEqual(['[refused * command_used]', 'refused command_used'])
  })

  test('of a session that is over fires no more, nor after a new boot', () => {
    const script = new Script()
    for (const session of [filled(16, 8), undefined]) {
      script.state = { ...script.state, session }
      script.command()
      expect(notes(script).splice(-2)).toEqual(['[refused * command_of_other_session]', 'refused command_of_other_session'])
    }
  })

  test('that was obeyed and is played again in its own session finds its use spent, also after a failed movement', () => {
    const script = new Script().command().moved(false).command()
    expect(notes(script).slice(-2)).toEqual(['[refused * command_used]', 'refused command_used'])
  })

  test('that comes after its end is refused', () => {
    const script = new Script().later(30_000).command()
    expect(notes(script)).toEqual(['[refused * command_expired]', 'refused command_expired'])
  })

  test('that nobody signed leaves no record, however many come', () => {
    const signed = signMessage(crypto, commandMessage, soundCommand, holder)
    const script = new Script().event({ type: 'command_received', request: 1, signed, notReady: new Set() })
    expect(script.told).toEqual(['refused unknown_key'])
  })

  test('that cannot be written down is not obeyed, and may be told again', () => {
    const script = new Script()
    script.isFull = true
    script.command()
    script.isFull = false
    script.command()
    expect(notes(script)).toEqual(['refused journal_full', ...obeyed])
  })
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

  test('that was handed on counts its uses and those of the link', () => {
    const script = new Script().handedOn({ uses: 2 }, 1).moved().saw('opened', 'closed', 'secured').handedOn({ uses: 2 }, 1)
    expect(notes(script).slice(-2)).toEqual(['[refused * link_used_up]', 'refused link_used_up'])
    script.permit({ uses: 2 })
    expect(notes(script).slice(-3)).toEqual(['[granted *]', 'granted 2', '-> open'])
  })

  test('that was handed on is not used where there is no room to write it down', () => {
    const script = new Script()
    script.isFull = true
    script.handedOn({}, 1)
    expect(notes(script)).toEqual(['refused journal_full'])
    expect([script.state.uses.size, script.state.linkUses.size]).toEqual([0, 0])
  })

  test('that opens before the end of the last opening could be written down stays open in the journal when it is', () => {
    const script = new Script().permit({ uses: 2 }).moved().saw('opened')
    script.isFull = true
    script.saw('closed', 'secured')
    script.isFull = false
    script.permit({ uses: 2 })
    script.event({ type: 'room_made' })
    expect(notes(script).slice(-2)).toEqual(['[closed *]', '[secured *]'])
    expect(script.kept.get('trunk.access')).toMatchObject({ phase: 'granted' })
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

  test('has failed too where it stood open before, and was closed and secured', () => {
    const script = moved().saw('closed', 'secured')
    expect(notes(script).slice(-3)).toEqual(['[closed *]', '[secured *]', '[failed * not_opened]'])
  })

  test('may still be opened after it was closed, and is then an opening', () => {
    const script = moved().saw('closed', 'opened', 'closed', 'secured')
    expect(notes(script).slice(-4)).toEqual(['[closed *]', '[opened *]', '[closed *]', '[secured *]'])
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

test.each([
  ['', 'driver_error'],
  ['   ', 'driver_error'],
  ['le verrou est coincé', 'le verrou est coinc'],
  ['x'.repeat(100), 'x'.repeat(64)],
])('a driver’s failure %j is told as a code', (reason, code) => {
  const script = new Script().permit()
  script.event({ type: 'actuation_ended', service: 'trunk.access', act: 1, result: { ok: false, reason } })
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
