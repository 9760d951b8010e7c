import type { Simulation } from '@octroi/shared/api/test-mode'
import type { Crypto } from '@octroi/shared/crypto/crypto'
import { actionName } from '@octroi/shared/decisions/action-name'
import { conflict, type Failure } from '@octroi/shared/errors/failure'
import { err, ok, type Result } from '@octroi/shared/errors/result'
import type { UnwrittenRecord } from '../devices/simulated-device.ts'
import type { GrantedAuthorization } from './authorization.ts'

type Sha256 = Pick<Crypto, 'sha256'>
type Planned = Result<readonly UnwrittenRecord[], Failure>

/** Why the simulated driver cannot, where it is to fail or to refuse. */
const reason = 'not_ready'
const leftOpenSeconds = 120

/** What a simulated device writes to bring an outcome about, or why no device could. */
export function planSimulation(
  crypto: Sha256,
  authorization: GrantedAuthorization,
  simulation: Simulation,
  nowMs: number,
): Planned {
  const { outcome, revocation, untilMs } = authorization
  const agent = { time: nowMs, timeState: 'synced', service: 'agent' } as const
  if (simulation === 'completed' && (outcome === 'opened' || outcome === 'left_open')) {
    return ok(tellEach(authorization, nowMs, 'closed', 'secured'))
  }
  if (outcome !== 'pending') {
    return err(conflict('authorization_ended', `It was used already, or has ended: it is ${outcome}.`))
  }
  if (simulation === 'cancelled') {
    if (revocation === undefined) return err(conflict('not_cancelled', 'Take it back first; then the device can learn of it.'))
    return ok([{ ...agent, type: 'revocation_applied', body: { version: revocation.version } }])
  }
  if (simulation === 'expired') {
    if (nowMs < untilMs) return err(conflict('window_not_over', 'Its window is not over yet.'))
    return ok([{ ...agent, type: 'started', body: {} }])
  }
  const unfit = unfitNow(authorization, nowMs)
  return unfit === undefined ? ok(acting(crypto, authorization, simulation, nowMs)) : err(unfit)
}

/** What a device would refuse, whoever stands before it. */
function unfitNow({ fromMs, untilMs, revocation }: GrantedAuthorization, nowMs: number): Failure | undefined {
  if (revocation !== undefined) return conflict('authorization_cancelled', 'It was taken back: no device does it any more.')
  if (nowMs < fromMs) return conflict('window_not_begun', 'Its window has not begun.')
  return nowMs < untilMs ? undefined : conflict('window_over', 'Its window is over.')
}

/** Somebody stands at the device, and this is what it does. */
function acting(
  crypto: Sha256,
  authorization: GrantedAuthorization,
  simulation: Exclude<Simulation, 'cancelled' | 'expired'>,
  nowMs: number,
): readonly UnwrittenRecord[] {
  const access = accessOf(authorization, nowMs)
  const granted = grantedRecord(crypto, authorization, nowMs)
  const opened = [granted, ...tellEach(authorization, nowMs, 'actuated', 'opened')]
  switch (simulation) {
    case 'completed':
      return [...opened, ...tellEach(authorization, nowMs, 'closed', 'secured')]
    case 'opened':
      return opened
    case 'left_open':
      return [...opened, { ...access, type: 'left_open', body: { seconds: leftOpenSeconds } }]
    case 'performed':
      return [granted, { ...access, type: 'performed', body: { action: authorization.action } }]
    case 'failed':
      return [granted, { ...access, type: 'failed', body: { reason } }]
    case 'unknown':
      return [granted, { ...access, type: 'outcome_unknown', body: {} }]
    case 'refused':
      return [{ ...access, type: 'refused', body: { reason, ...permitHashOf(crypto, authorization) } }]
  }
}

function accessOf({ id: authorization, service }: GrantedAuthorization, nowMs: number) {
  return { time: nowMs, timeState: 'synced', service, authorization } as const
}

function tellEach(
  authorization: GrantedAuthorization,
  nowMs: number,
  ...types: readonly ('actuated' | 'opened' | 'closed' | 'secured')[]
): readonly UnwrittenRecord[] {
  return types.map((type) => ({ ...accessOf(authorization, nowMs), type, body: {} }))
}

function grantedRecord(crypto: Sha256, authorization: GrantedAuthorization, nowMs: number): UnwrittenRecord {
  const { service, action: asked, permit, passcode } = authorization
  const [access, action] = [accessOf(authorization, nowMs), actionName(service, asked)]
  if (passcode !== undefined) return { ...access, type: 'passcode_granted', body: { action, ...passcode } }
  return { ...access, type: 'granted', body: { action, permitHash: crypto.sha256(permit), use: 1 } }
}

/** Of a code that was typed nothing is written down. */
function permitHashOf(crypto: Sha256, { permit, passcode }: GrantedAuthorization) {
  return passcode === undefined ? { permitHash: crypto.sha256(permit) } : {}
}
