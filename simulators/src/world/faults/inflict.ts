import type { DeviceMachine } from '../field/device-machine.ts'
import type { World } from '../world.ts'
import { isAdversary } from './adversary.ts'
import type { Fault } from './fault.ts'
import { adversaries } from './inflict-adversary.ts'

/** Has a fault happen, and end by itself after a while. */
export function inflict(fault: Fault, world: World): void {
  const { surroundings, devices } = world
  const device = devices[fault.device % devices.length]
  if (device === undefined) return
  const later = (work: () => void): void => surroundings.schedule.after(fault.lastsMs, work)
  if (isAdversary(fault.kind)) {
    surroundings.tell(`fault ${fault.number}: ${fault.kind} (${device.name})`)
    return adversaries[fault.kind]({ fault, world, device, later })
  }
  const isOfHub = inflictOnHub(fault, world, later)
  surroundings.tell(`fault ${fault.number}: ${fault.kind}${isOfHub ? '' : ` (${device.name})`}`)
  if (!isOfHub) inflictOnDevice(fault, device, world, later)
}

type Later = (work: () => void) => void

/** False where it is no fault of the hub. */
function inflictOnHub({ kind, lastsMs, amount }: Fault, { hub, devices }: World, later: Later): boolean {
  switch (kind) {
    case 'hub_killed':
      hub.kill()
      later(() => void hub.boot())
      return true
    case 'second_hub':
      hub.join(amount % 2 === 0 ? undefined : amount)
      later(() => hub.leave())
      return true
    case 'hub_killed_at_step':
    case 'hub_power_cut_at_step':
      hub.killAfter(amount % 250, kind === 'hub_power_cut_at_step', lastsMs)
      return true
    case 'hub_clock':
      hub.setClockOff((amount % 2 === 0 ? 1 : -1) * (amount % 240) * 1000)
      later(() => {
        hub.setClockOff(0)
      })
      return true
    case 'network_down':
      for (const { way } of devices) {
        way.cut()
        later(() => way.heal())
      }
      return true
    case 'broker_drops':
    case 'broker_repeats':
    case 'broker_reorders': {
      const what = kind === 'broker_drops' ? 'drops' : kind === 'broker_repeats' ? 'repeats' : 'reorders'
      hub.malice[what] = 0.3
      later(() => {
        hub.malice[what] = 0
      })
      return true
    }
    default:
      return false
  }
}

function inflictOnDevice({ kind, lastsMs, amount }: Fault, device: DeviceMachine, world: World, later: Later): void {
  switch (kind) {
    case 'power_cut':
      device.cutPower()
      return later(() => void device.powerOn())
    case 'power_cut_at_write':
      return device.cutPowerAtChange(amount % 60, lastsMs)
    case 'partition':
      // Now and then for longer than a lease lasts.
      device.way.cut()
      return world.surroundings.schedule.after(lastsMs * (1 + (amount % 3)), () => device.way.heal())
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
    case 'disk_full':
      device.disk.isFull = true
      return later(() => {
        device.disk.isFull = false
      })
    case 'disk_restored':
      return restoreDisk(device, world, later, lastsMs)
    case 'released_from_inside':
      device.thing.release()
      return later(() => device.thing.close())
    default:
      return
  }
}

/** A copy of the disk is put back later: what was written in between is gone. */
function restoreDisk(device: DeviceMachine, { truth, surroundings }: World, later: Later, backMs: number): void {
  device.cutPower()
  const copy = device.copyDisk()
  void device.powerOn()
  later(() => {
    device.cutPower()
    device.putBackDisk(copy)
    truth.diskRestored(device.name, backMs)
    surroundings.tell(`${device.name} has its disk back from a copy`)
    void device.powerOn()
  })
}
