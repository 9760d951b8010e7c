import type { newAuthorizationSchema } from '@octroi/shared/api/authorizations'
import { fromBase64url } from '@octroi/shared/crypto/bytes'
import { type Fault, fault } from '@octroi/shared/errors/fault'
import { err, ok, type Result } from '@octroi/shared/errors/result'
import { parseInstant } from '@octroi/shared/time/instant'
import type { z } from 'zod'
import type { Authorize } from '../authorizations/plan-authorization.ts'
import { windowOfCommand } from '../authorizations/plan-command.ts'
import type { Caller, HttpDependencies } from './context.ts'

/** What a body asks for, or every fault of it: a command is for now, and for the session in which the device is. */
export function askedAuthorization(
  caller: Caller,
  body: z.infer<typeof newAuthorizationSchema>,
  { environment, online }: Pick<HttpDependencies, 'environment' | 'online'>,
): Result<Authorize, readonly Fault[]> {
  const { device, service, action, window, holderKey, delegable = false, form, reference } = body
  const isCommand = form === 'command'
  const asked = { fromMs: parseInstant(window?.from ?? '') ?? 0, untilMs: parseInstant(window?.until ?? '') ?? 0 }
  const { fromMs, untilMs } = isCommand ? windowOfCommand(environment.nowMs()) : asked
  const session = isCommand ? online.sessionOf({ tenant: caller.tenant, device }) : undefined
  const faults = [
    ...(isCommand && window !== undefined ? [windowOfCommandGiven] : []),
    ...(!isCommand && window === undefined ? [windowMissing] : []),
    ...(window !== undefined && untilMs <= fromMs ? [fault('window.until', 'before_from', '`until` must be after `from`.')] : []),
    ...(form === 'passcode' && holderKey !== undefined ? [keyOfPasscode] : []),
    ...(isCommand && holderKey !== undefined ? [keyOfCommand] : []),
    ...(delegable && holderKey === undefined ? [nobodyDelegates] : []),
  ]
  if (faults.length > 0) return err(faults)
  const key = holderKey === undefined ? undefined : fromBase64url(holderKey)
  return ok({
    requester: caller.account,
    device,
    service,
    action,
    fromMs,
    untilMs,
    ...(key === undefined ? {} : { holderKey: key }),
    ...(delegable ? { isDelegable: true } : {}),
    ...(form === undefined || form === 'permit' ? {} : { form }),
    ...(session === undefined ? {} : { session }),
    ...(reference === undefined ? {} : { reference }),
  })
}

const nobodyDelegates = fault('delegable', 'needs_holder_key', 'Only the holder of a key can hand a permit on: send `holderKey`.')
const keyOfCommand = fault('holderKey', 'not_for_command', 'A command is bound to no key: the hub tells the device itself.')
const windowOfCommandGiven = fault('window', 'not_for_command', 'A command is for now: leave the window out.')
const windowMissing = fault('window', 'required', 'Say when it may be done; only a command is for now.')
const keyOfPasscode = fault('holderKey', 'not_for_passcode', 'A passcode is bound to no key: whoever types it is served.')
