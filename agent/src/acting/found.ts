import type { Movement, Observation } from '../drivers/driver.ts'
import type { AgentState } from './state.ts'

type Found = Extract<Observation, { type: 'found' }>

/** Somebody may have opened and closed it while the agent was down, or nobody touched it. */
interface Unknown {
  readonly type: 'unknown'
  readonly service: string
}

/** What must have happened while nobody looked, for the thing to be found like this. */
export function missed(state: AgentState, { service, position }: Found): readonly (Movement | Unknown)[] {
  const phase = state.actions.get(service)?.phase
  const moved = (...types: readonly Movement['type'][]): readonly Movement[] => types.map((type) => ({ type, service }))
  if (position === 'open') return phase === 'opened' ? [] : moved('opened')
  if (phase === 'opened') return position === 'secured' ? moved('closed', 'secured') : moved('closed')
  if (phase === 'closed' || phase === 'unsecured') return position === 'secured' ? moved('secured') : []
  return phase === undefined ? [] : [{ type: 'unknown', service }]
}
