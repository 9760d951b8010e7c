import type { Identity } from '@octroi/agent/enrolment/identity'
import type { Business } from '../business.ts'
import type { DeviceMachine } from '../field/device-machine.ts'
import { energy, trunk } from '../field/thing.ts'
import type { HubMachine } from '../hub/hub-machine.ts'

/** Who shares the hub with the honest, and what they have of their own. */
export interface Rivals {
  /** Of a device that will lie: it enrolled as all do. */
  readonly rogue: Identity
  /** The contract by which its readings are billed. */
  readonly rogueSupply: string
}

/** Founds them beside the business. */
export async function foundRivals(hub: HubMachine, { operator, tenant }: Business, rogue: DeviceMachine): Promise<Rivals> {
  let step = 0
  // Looked at field by field, as an answer is.
  // oxlint-disable-next-line typescript/no-explicit-any
  const ask = async (path: string, body: object): Promise<any> => {
    const answer = await hub.ask('POST', path, { token: operator, key: `rivals-step-${++step}`, body })
    if (answer.status >= 300) throw new Error(`${path}: ${JSON.stringify(answer.body)}`)
    return answer.body
  }
  const { id: account } = await ask('/v1/accounts', { name: 'Sample', zone: 'UTC' })
  const startsAt = new Date(hub.nowMs() - 60_000).toISOString()
  const { subscription } = await ask('/v1/orders', { account, offer: 'supply', startsAt })
  const thing = { owner: account, label: rogue.name, services: { [trunk]: ['open'], [energy]: [] } }
  const { claimCode } = await ask('/v1/devices', thing)
  await rogue.enrol(tenant, claimCode)
  return { rogue: rogue.identity, rogueSupply: subscription }
}
