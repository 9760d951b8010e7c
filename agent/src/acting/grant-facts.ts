import { readActionName } from '@octroi/shared/decisions/action-name'
import type { PermitFacts } from '@octroi/shared/decisions/permit'
import { readTime } from '../clock/device-time.ts'
import type { AgentState } from './state.ts'

/** What the device knows for whatever it is shown or told to do, where the driver said `notReady` of some actions. */
export function grantFacts(
  state: AgentState,
  notReady: ReadonlySet<string>,
  monotonicMs: number,
): Omit<PermitFacts, 'isLiveNonce' | 'linkUsesSpent'> {
  const { tenant, device, keyset, epoch, trustsPermitsFrom, offered, revocations, uses } = state
  return {
    ...{ tenant, device, keyset, epoch, trustsPermitsFrom, actions: offered },
    time: readTime(state.time, monotonicMs),
    isRevoked: (authorization) => revocations.denied.has(authorization),
    usesSpent: (authorization) => uses.get(authorization) ?? 0,
    hindrance: hindranceOf(state, notReady),
  }
}

/** Why an action must not begin now, where the driver said `notReady` of some. */
export function hindranceOf(state: AgentState, notReady: ReadonlySet<string>): PermitFacts['hindrance'] {
  return (action) => {
    if (isBusy(state, readActionName(action).service)) return 'busy'
    return notReady.has(action) ? 'not_ready' : undefined
  }
}

/** What was closed and is never secured cannot be waited for: the next grant closes it properly. */
function isBusy({ actions }: AgentState, service: string): boolean {
  const open = actions.get(service)
  return open !== undefined && open.phase !== 'unsecured'
}
