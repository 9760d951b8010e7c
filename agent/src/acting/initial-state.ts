import { actionName } from '@octroi/shared/decisions/action-name'
import { openKeyset } from '@octroi/shared/decisions/keyset'
import type { Driver } from '../drivers/driver.ts'
import type { Identity } from '../enrolment/identity.ts'
import type { AgentEnvironment } from '../environment.ts'
import type { Journal } from '../journal/journal.ts'
import { type Keypad, keypadActions, noKeypad } from './keypad.ts'
import type { AgentState } from './state.ts'
import { nothing } from './telling.ts'

/** What a boot begins with: the durable part is rebuilt from the journal, the time from the floor. */
export async function initialState(
  { monotonicMs, crypto }: AgentEnvironment,
  identity: Identity,
  journal: Journal,
  driver: Driver,
): Promise<AgentState> {
  const { tenant, device } = identity
  const keyset = openKeyset(crypto, identity.keyset, identity)
  if (keyset === undefined) throw new Error('the kept key set is not signed by the pinned root key')
  const { uses, actions, readingEnds, epoch, revocations, trustsPermitsFrom, floorMs, wrongPasscodes } =
    await journal.remembered()
  const offered = Object.entries(driver.services).flatMap(([service, names]) => names.map((name) => actionName(service, name)))
  const time = { bootedAtMs: monotonicMs(), ...(floorMs === undefined ? {} : { floorMs }) }
  const durable = { uses, actions, readingEnds, epoch, revocations, trustsPermitsFrom }
  const keypad: Keypad = { ...noKeypad, actions: keypadActions(driver), wrong: { earlier: wrongPasscodes, own: [] } }
  return { tenant, device, keyset, time, offered: new Set(offered), ...durable, untold: nothing, nonces: [], keypad }
}
