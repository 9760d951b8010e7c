import type { Identity } from '@octroi/agent/enrolment/identity'
import { foundRivals, type Rivals } from './adversaries/rivals.ts'
import { type Business, found } from './business.ts'
import { DeviceMachine } from './field/device-machine.ts'
import { freshImage } from './hub/fresh-image.ts'
import { HubMachine } from './hub/hub-machine.ts'
import { inTime } from './in-time.ts'
import type { DiskImage } from './sqlite/disk.ts'
import { surroundings } from './surroundings.ts'
import { Truth } from './truth.ts'

/** Where every world of so many devices begins. */
export interface Founded {
  readonly image: DiskImage
  readonly business: Business
  readonly rivals: Rivals
  readonly identities: readonly Identity[]
}

/** It was all agreed on the day before. */
const agreedBeforeMs = 86_400_000

const made = new Map<number, Promise<Founded>>()

/** Founding takes longer than a short life, and nothing of it is what is looked at: it is done once for a process. */
export function founded(devices: number): Promise<Founded> {
  const known = made.get(devices) ?? make(devices)
  made.set(devices, known)
  return known
}

async function make(count: number): Promise<Founded> {
  const image = await freshImage()
  const shared = await surroundings('the founding', undefined, agreedBeforeMs)
  const truth = new Truth(shared)
  const nobody = { addressFault: () => undefined, post: () => Promise.reject(new Error('nobody is told yet')) }
  const hub = new HubMachine(shared, nobody, image)
  const devices = Array.from({ length: count }, (_, index) => new DeviceMachine(`car ${index + 1}`, shared, hub, truth))
  await hub.boot()
  const business = await inTime(shared.schedule, found(hub, devices))
  const rogue = new DeviceMachine('rogue', shared, hub, truth)
  const rivals = await inTime(shared.schedule, foundRivals(hub, business, rogue))
  hub.kill()
  return { image: hub.disk.image(), business, rivals, identities: devices.map(({ identity }) => identity) }
}
