import type { Identity } from '@octroi/agent/enrolment/identity'
import { foundTenant } from '@octroi/hub/tenants/found-tenant.use-case'
import type { Zone } from '@octroi/shared/time/zone'
import type { Business, Party } from '../business.ts'
import type { DeviceMachine } from '../field/device-machine.ts'
import { energy, trunk } from '../field/thing.ts'
import type { HubMachine } from '../hub/hub-machine.ts'

/** Who shares the hub with the honest, and what they have of their own. */
export interface Rivals {
  /** Of a device that will lie: it enrolled as all do. */
  readonly rogue: Identity
  /** The contract by which its readings are billed. */
  readonly rogueSupply: string
  /** Keys of another tenant: of its operator, and of a partner there. */
  readonly otherOperator: string
  readonly otherPartner: Party
}

/** Founds them beside the business. */
export async function foundRivals(hub: HubMachine, { operator, tenant }: Business, rogue: DeviceMachine): Promise<Rivals> {
  let step = 0
  // Looked at field by field, as an answer is.
  // oxlint-disable-next-line typescript/no-explicit-any
  const ask = async (path: string, body: object, token = operator): Promise<any> => {
    const answer = await hub.ask('POST', path, { token, key: `rivals-step-${++step}`, body })
    if (answer.status >= 300) throw new Error(`${path}: ${JSON.stringify(answer.body)}`)
    return answer.body
  }
  const { id: account } = await ask('/v1/accounts', { name: 'Sample', zone: 'UTC' })
  const startsAt = new Date(hub.nowMs() - 60_000).toISOString()
  const { subscription } = await ask('/v1/orders', { account, offer: 'supply', startsAt })
  const thing = { owner: account, label: rogue.name, services: { [trunk]: ['open'], [energy]: [] } }
  const { claimCode } = await ask('/v1/devices', thing)
  await rogue.enrol(tenant, claimCode)
  const otherOperator = await foundOther(hub)
  const other = await ask('/v1/accounts', { name: 'Sample', zone: 'UTC' }, otherOperator)
  const { token } = await ask(`/v1/accounts/${other.id}/api-keys`, { role: 'partner', label: 'world' }, otherOperator)
  return { rogue: rogue.identity, rogueSupply: subscription, otherOperator, otherPartner: { account: other.id, token } }
}

/** Another tenant of the same hub; tells its operator’s key. */
async function foundOther({ storage, environment }: HubMachine): Promise<string> {
  const id = environment.ids.next('tenant')
  const founding = { id, name: 'Other operator', zone: 'Europe/Paris' as Zone, mode: 'live' } as const
  const { apiKey } = await storage.transaction(id, (stores) =>
    foundTenant(stores, environment, { keep: () => Promise.resolve() }, founding),
  )
  return apiKey.token
}
