import { portableCrypto as crypto } from '@octroi/shared/crypto/portable-crypto'
import { expect, test } from 'vitest'
import { readSessionToken } from '../accounts/browser-session.ts'
import type { Environment } from '../environment.ts'
import { endedBefore, isLive, isWorthNoting, newOperatorSession } from './operator-session.ts'

const minute = 60_000
const session = { tokenHash: new Uint8Array(32), operator: 'opr_a', browser: '', openedAtMs: 0, usedAtMs: 0 } as const

test.each([
  [{ usedAtMs: 0 }, 0, true],
  [{ usedAtMs: 0 }, 45 * minute - 1, true],
  [{ usedAtMs: 0 }, 45 * minute, false],
  [{ usedAtMs: 700 * minute }, 720 * minute - 1, true],
  [{ usedAtMs: 700 * minute }, 720 * minute, false],
])('a session %j at %i ms is live: %s', (used, nowMs, live) => {
  expect(isLive({ ...session, ...used }, nowMs)).toBe(live)
  const { openedMs, usedMs } = endedBefore(nowMs)
  expect(session.openedAtMs <= openedMs || used.usedAtMs <= usedMs).toBe(!live)
})

test('its use is noted once a minute', () => {
  expect([0, minute - 1, minute].map((nowMs) => isWorthNoting(session, nowMs))).toEqual([false, false, true])
})

test('a token is kept as a hash alone, and a browser by a short plain name', () => {
  const environment = { crypto, randomBytes: (length: number) => new Uint8Array(length).fill(7), nowMs: () => 5 } as Environment
  const tenant = 'ten_01h455vb4pex5vsknk084sn02q'
  const opened = newOperatorSession(environment, { tenant, operator: 'opr_a', browser: `Sample\n${'x'.repeat(500)}` })
  expect(readSessionToken(crypto, opened.token)).toEqual({ tenant, tokenHash: opened.session.tokenHash })
  expect(JSON.stringify(opened.session)).not.toContain(opened.token.split('.')[1])
  expect(opened.session.browser).toMatch(/^Samplex{194}$/)
})
