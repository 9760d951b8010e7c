import { readActionName } from '@octroi/shared/decisions/action-name'
import type { AgentState } from './state.ts'

/** Why the driver must not act now, whoever asks. */
export function hindranceOf(state: AgentState, action: string, notReady: ReadonlySet<string>): 'busy' | 'not_ready' | undefined {
  if (isBusy(state, readActionName(action).service)) return 'busy'
  return notReady.has(action) ? 'not_ready' : undefined
}

/** What was closed and is never secured cannot be waited for: the next permit closes it properly. */
function isBusy({ actions }: AgentState, service: string): boolean {
  const open = actions.get(service)
  return open !== undefined && open.phase !== 'unsecured'
}
