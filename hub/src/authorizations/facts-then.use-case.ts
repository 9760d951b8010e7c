import type { Standing } from '@octroi/shared/api/vocabulary'
import type { ActionFacts, ActionRequest } from '@octroi/shared/decisions/action'
import type { AccountId } from '@octroi/shared/ids/id'
import { type Id, type IdKind, madeAtMs } from '@octroi/shared/ids/id'
import type { Device } from '../devices/device.ts'
import type { Stores } from '../stores.ts'
import { type ActionNeeds, actionFacts } from './action-facts.use-case.ts'
import type { Untold } from './untold.ts'

type Needs = ActionNeeds & Pick<Stores, 'devices'>

export interface FactsThen {
  readonly facts: ActionFacts
  readonly untold: readonly Untold[]
}

/**
 * The facts of a decision as they were in force and known at an instant of the past: what was made later, backdated say, nobody
 * could know of then. What is not kept by time is taken as it is now, and said so.
 */
export async function factsThen(
  stores: Needs,
  request: ActionRequest,
  known: Pick<ActionFacts, 'policy'> & { readonly device: Device | undefined },
): Promise<FactsThen> {
  const { nowMs: atMs, requester } = request
  const device = await deviceThen(stores, known.device, atMs)
  const facts = await actionFacts(stores, request, { policy: known.policy, device })
  const wasMade = ({ id }: { readonly id: Id<IdKind> }): boolean => madeAtMs(id) <= atMs
  const owner = device?.owner ?? requester
  const then: ActionFacts = {
    ...facts,
    entitlements: facts.entitlements.filter(wasMade),
    consents: facts.consents.filter(wasMade),
    standings: {
      requester: await standingThen(stores, requester, atMs),
      owner: await standingThen(stores, owner, atMs),
    },
  }
  const isLimited = (facts.quotas?.size ?? 0) > 0
  return {
    facts: then,
    untold: [
      ...(device === undefined ? [] : (['policy', 'services', 'holder'] as const)),
      ...(device?.state === 'frozen' ? (['frozen'] as const) : []),
      ...(isLimited ? (['quota'] as const) : []),
    ],
  }
}

/** Undefined before it was registered. */
async function deviceThen({ devices }: Needs, device: Device | undefined, atMs: number): Promise<Device | undefined> {
  if (device === undefined || device.createdAtMs > atMs) return undefined
  const enrolled = (await devices.keys(device.id)).some(({ enrolledAtMs }) => enrolledAtMs <= atMs)
  const { suspension: _, ...rest } = device
  const owners = await devices.owners(device.id)
  const owner = owners.find(({ fromMs, untilMs }) => fromMs <= atMs && (untilMs === undefined || atMs < untilMs))
  const suspended = await devices.suspendedAt(device.id, atMs)
  return {
    ...rest,
    owner: owner?.owner ?? device.owner,
    state: enrolled ? device.state : 'registered',
    ...(suspended === undefined ? {} : { suspension: { sinceMs: suspended, reason: '' } }),
  }
}

/** The last one that was set by then; every account begins in good standing. */
async function standingThen({ accounts }: Needs, id: AccountId, atMs: number): Promise<Standing> {
  const account = await accounts.get(id)
  if (account === undefined || account.createdAtMs > atMs) return 'suspended'
  const change = await accounts.standingAt(id, atMs)
  if (change !== undefined) return change.standing
  const { standing, sinceMs } = account.standing
  return sinceMs !== undefined && sinceMs <= atMs ? standing : 'good'
}
