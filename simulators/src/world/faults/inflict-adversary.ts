import type { DeviceMachine } from '../field/device-machine.ts'
import type { World } from '../world.ts'
import type { AdversaryKind } from './adversary.ts'
import type { Fault } from './fault.ts'

export interface Inflicted {
  readonly fault: Fault
  readonly world: World
  /** The device it is about, where it is about one. */
  readonly device: DeviceMachine
  /** Has something happen when the fault ends. */
  readonly later: (work: () => void) => void
}

const noiseAtMost = 120

/** What each of those who mean ill does. */
export const adversaries: Readonly<Record<AdversaryKind, (inflicted: Inflicted) => void>> = {
  rogue_forks: ({ world }) => void world.rogue.fork(),
  rogue_forges: ({ world, device }) => void world.rogue.forge(device.identity),
  rogue_claims: ({ world: { rogue, truth }, fault }) => {
    const granted = [...truth.grants.keys()]
    const authorization = granted[fault.amount % Math.max(1, granted.length)]
    if (authorization !== undefined) void rogue.claim(authorization)
  },
  rogue_floods: ({ world, fault }) => void world.rogue.flood(fault.amount % noiseAtMost),
  rogue_poses: ({ world, device }) => void world.rogue.pose(device.identity),
}
