import { Meddler } from '../adversaries/meddler.ts'
import { replaceStolenKey, Thief } from '../adversaries/thief.ts'
import type { DeviceMachine } from '../field/device-machine.ts'
import type { World } from '../world.ts'
import type { AdversaryKind } from './adversary.ts'
import { cloneDisk, damageBatch } from './disks.ts'
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
/** A device whose connection breaks is back by then. */
const connectsAgainWithinMs = 5000
const replayedAtMost = 60
/** Of packets, how many a broker changes or sends astray. */
const touched = 0.2

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
  broker_damages: ({ world: { hub }, later }) => {
    hub.malice.damages = touched
    later(() => {
      hub.malice.damages = 0
    })
  },
  broker_strays: ({ world: { hub }, later }) => {
    hub.malice.strays = touched
    later(() => {
      hub.malice.strays = 0
    })
  },
  broker_stalls: ({ world: { hub }, later }) => {
    hub.malice.stalls = true
    later(() => hub.malice.goOn())
  },
  broker_hoards: ({ world: { hub, devices, surroundings }, fault, later }) => {
    hub.malice.hoards = true
    later(() => {
      const hoarded = hub.malice.givenUp()
      const giveUp = (): void => {
        for (const passed of hoarded) void hub.broker?.replay(passed)
      }
      // Every other time what was told in one session of a device comes in the next.
      if (fault.amount % 2 === 0) return giveUp()
      for (const { way } of devices) way.reset()
      surroundings.schedule.after(connectsAgainWithinMs, giveUp)
    })
  },
  broker_replays: ({ world: { hub, surroundings }, fault }) => {
    const random = surroundings.random(`replays of fault ${fault.number}`)
    for (const passed of hub.malice.remembered(random, fault.amount % replayedAtMost)) void hub.broker?.replay(passed)
  },
  disk_cloned: cloneDisk,
  batch_damaged: damageBatch,
  partner_meddles: ({ world, fault }) => void new Meddler(world, `meddler of fault ${fault.number}`).meddle(),
  permit_key_stolen: ({ world, fault, later }) => {
    void new Thief(world, `thief of fault ${fault.number}`).rob()
    later(() => void replaceStolenKey(world))
  },
}
