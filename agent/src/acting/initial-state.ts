import { actionName } from '@octroi/shared/decisions/action-name'
import { openKeyset } from '@octroi/shared/decisions/keyset'
import type { Driver } from '../drivers/driver.ts'
import type { Identity } from '../enrolment/identity.ts'
import type { AgentEnvironment } from '../environment.ts'
import type { Journal } from '../journal/journal.ts'
import { keypadActions, noKeypad } from './keypad.ts'
import { keptLease } from './lease.ts'
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
  const { floorMs, lease: kept, unsyncedBoots, wrongPasscodes, ...durable } = await journal.remembered()
  const bootedAtMs = monotonicMs()
  const lease = kept && { signed: kept.signed, heldBeforeMs: kept.heldMs, sinceMonotonicMs: bootedAtMs }
  return {
    tenant,
    device,
    keyset,
    time: { bootedAtMs, ...(floorMs === undefined ? {} : { floorMs }) },
    offered: new Set(
      Object.entries(driver.services).flatMap(([service, names]) => names.map((name) => actionName(service, name))),
    ),
    momentary: new Set((driver.momentary ?? []).map(({ service, action }) => actionName(service, action))),
    ...durable,
    lease: keptLease(crypto, { keyset, device }, lease),
    unsyncedBoots: unsyncedBoots + 1,
    nextAct: 1 + Math.max(0, ...[...durable.actions.values()].map(({ act }) => act)),
    untold: nothing,
    nonces: [],
    session: undefined,
    keypad: { ...noKeypad, actions: keypadActions(driver), wrong: { earlier: wrongPasscodes, own: [] } },
  }
}
