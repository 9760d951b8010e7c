import type { DeviceMachine } from '../field/device-machine.ts'
import type { HubMachine } from '../hub/hub-machine.ts'
import type { Surroundings } from '../surroundings.ts'
import type { Truth } from '../truth.ts'
import type { Fault } from './fault.ts'

export interface Victims {
  readonly surroundings: Surroundings
  readonly truth: Truth
  readonly hub: HubMachine
  readonly devices: readonly DeviceMachine[]
}

/** Has a fault happen, and end by itself after a while. */
export function inflict(fault: Fault, { surroundings, truth, hub, devices }: Victims): void {
  const { schedule, tell } = surroundings
  const { kind, lastsMs, amount } = fault
  const device = devices[fault.device % devices.length]
  if (device === undefined) return
  const later = (work: () => void): void => schedule.after(lastsMs, work)
  const ways = devices.map(({ way }) => way)
  tell(`fault ${fault.number}: ${kind}${isOfHub(kind) ? '' : ` (${device.name})`}`)
  switch (kind) {
    case 'power_cut':
      device.cutPower()
      return later(() => void device.powerOn())
    case 'power_cut_at_write':
      return device.cutPowerAtChange(amount % 60, lastsMs)
    case 'hub_killed':
      hub.kill()
      return later(() => void hub.boot())
    case 'hub_killed_at_step':
    case 'hub_power_cut_at_step':
      return hub.killAfter(amount % 250, kind === 'hub_power_cut_at_step', lastsMs)
    case 'partition':
      // Of one device, or of all.
      for (const way of amount < 300 ? ways : [device.way]) {
        way.cut()
        later(() => way.heal())
      }
      return
    case 'slow_way':
      device.way.delayMs = { least: 500, most: 500 + 10 * amount }
      return later(() => {
        device.way.delayMs = { least: 5, most: 60 }
      })
    case 'lost_requests':
      device.way.loss = 0.5
      return later(() => {
        device.way.loss = 0
      })
    case 'broker_drops':
      return brokerFault('drops')
    case 'broker_repeats':
      return brokerFault('repeats')
    case 'broker_reorders':
      return brokerFault('reorders')
    case 'hub_clock':
      hub.clockOffMs = (amount % 2 === 0 ? 1 : -1) * (amount % 240) * 1000
      tell(`the hub’s clock is off by ${hub.clockOffMs / 1000} s`)
      return later(() => {
        hub.clockOffMs = 0
      })
    case 'disk_full':
      device.disk.isFull = true
      return later(() => {
        device.disk.isFull = false
      })
    case 'disk_restored':
      return restoreDisk(device)
    case 'released_from_inside':
      device.thing.release()
      return later(() => device.thing.close())
  }

  function brokerFault(what: 'drops' | 'repeats' | 'reorders'): void {
    hub.brokerFaults[what] = 0.3
    later(() => {
      hub.brokerFaults[what] = 0
    })
  }

  /** A copy of the disk is put back later: what was written in between is gone. */
  function restoreDisk(restored: DeviceMachine): void {
    restored.cutPower()
    const copy = restored.copyDisk()
    void restored.powerOn()
    later(() => {
      restored.cutPower()
      restored.putBackDisk(copy)
      truth.diskRestored(restored.name)
      tell(`${restored.name} has its disk back from a copy`)
      void restored.powerOn()
    })
  }
}

function isOfHub(kind: Fault['kind']): boolean {
  return kind.startsWith('hub') || kind.startsWith('broker')
}
