import { withDamagedBatch } from '../adversaries/damage.ts'
import { DeviceMachine } from '../field/device-machine.ts'
import { Truth } from '../truth.ts'
import type { Inflicted } from './inflict-adversary.ts'

/** For a while two machines run with one disk and one key, and both tell the hub. */
export function cloneDisk({ fault, world: { surroundings, hub, truth }, device, later }: Inflicted): void {
  device.cutPower()
  // It stands on somebody’s table: what moves there, as on a command of the hub, opens nothing.
  const table = new Truth(surroundings)
  const clone = new DeviceMachine(`clone ${fault.number} of ${device.name}`, surroundings, hub, table, device.identity)
  clone.putBackDisk(device.copyDisk())
  // Nor is anything metered there.
  clone.thing.rest()
  truth.diskCloned(device.name, fault.lastsMs)
  void device.powerOn()
  void clone.powerOn()
  later(() => clone.cutPower())
}

/** While a device is out of reach, its disk turns a bit of what it is to tell. */
export function damageBatch({ fault, world: { surroundings, truth }, device, later }: Inflicted): void {
  device.way.cut()
  later(() => {
    device.cutPower()
    const random = surroundings.random(`damage of fault ${fault.number}`)
    const damaged = withDamagedBatch(surroundings.sqlite, random, device.copyDisk())
    if (damaged !== undefined) {
      device.putBackDisk(damaged)
      truth.diskRestored(device.name, 0)
      truth.misdeeds.damaged.add(device.name)
      surroundings.tell(`a bit turns in a batch of ${device.name}`)
    }
    device.way.heal()
    void device.powerOn()
  })
}
