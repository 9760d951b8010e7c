import { Courier } from './actors/courier.ts'
import { Merchant } from './actors/merchant.ts'
import { merchantServer } from './actors/merchant-server.ts'
import { Operator } from './actors/operator.ts'
import { Owner } from './actors/owner.ts'
import { Payer } from './actors/payer.ts'
import type { Rivals } from './adversaries/rivals.ts'
import { Rogue } from './adversaries/rogue.ts'
import type { Business } from './business.ts'
import { gather } from './evidence.ts'
import { type Fault, type FaultKind, planFaults } from './faults/fault.ts'
import { inflict } from './faults/inflict.ts'
import { DeviceMachine } from './field/device-machine.ts'
import { founded } from './founded.ts'
import { HubMachine } from './hub/hub-machine.ts'
import { inTime } from './in-time.ts'
import { invariants } from './invariants/all.ts'
import type { Broken } from './invariants/invariant.ts'
import type { Sabotage } from './sabotage.ts'
import { type Surroundings, surroundings } from './surroundings.ts'
import { Truth } from './truth.ts'

export interface Plan {
  readonly seed: string
  /** How long faults come, by the time of the world. */
  readonly minutes: number
  readonly devices: number
  readonly sabotage?: Sabotage
  /** Faults that are left out, by number: so a failing story is made shorter. */
  readonly without?: ReadonlySet<number>
  /** Whether the run tells at which places of its code the hub waited. */
  readonly notesAwaits?: boolean
  /** Where the hub ends once, the first time that it waits there. */
  readonly endsAt?: HubEnd
}

/** How a hub ends, and at which `await` of its code. */
export interface HubEnd {
  readonly place: string
  /** Otherwise its process is killed alone. */
  readonly isPowerCut: boolean
}

export interface Run {
  readonly seed: string
  readonly faults: readonly Fault[]
  readonly events: number
  /** Of the whole story: alike for two runs of one seed. */
  readonly fingerprint: string
  readonly broken: readonly Broken[]
  readonly story: readonly string[]
  /** Errors that nobody expected, of hub and agents. */
  readonly defects: readonly string[]
  /** At which awaits of its code a hub was killed. */
  readonly killedAt: readonly string[]
  /** At which it waited; empty unless the plan asks for them. */
  readonly awaits: readonly string[]
  /** What happened at all, so that nobody takes an empty world for a good one. */
  readonly counts: Readonly<Record<Counted, number>>
}

export const counted = [
  'granted',
  'admitted',
  'commanded',
  'handedOn',
  'toldTimes',
  'pressed',
  'opened',
  'confirmed',
  'readings',
] as const
export type Counted = (typeof counted)[number]

/** Everything in a world, once it is founded. */
export interface World {
  readonly surroundings: Surroundings
  readonly truth: Truth
  readonly hub: HubMachine
  readonly devices: readonly DeviceMachine[]
  readonly business: Business
  readonly rivals: Rivals
  readonly rogue: Rogue
}

const backAfterMs = 3000
const settlesWithinMs = 30 * 60_000
const looksAtMost = 60

/** One seed, one run: founds a world, lets it live with its faults, has them stop, and looks whether everything holds. */
export async function run(plan: Plan): Promise<Run> {
  const { image, business, rivals, identities } = await founded(plan.devices)
  const shared = await surroundings(plan.seed, plan.sabotage)
  const { schedule, story } = shared
  const truth = new Truth(shared)
  const hub = new HubMachine(shared, merchantServer(shared, truth), image)
  const devices = identities.map((identity, index) => new DeviceMachine(`car ${index + 1}`, shared, hub, truth, identity))
  const awaits = watched(hub, plan)
  await hub.boot()
  const rogue = new Rogue(shared, hub, truth, rivals.rogue)
  const world: World = { surroundings: shared, truth, hub, devices, business, rivals, rogue }
  for (const device of devices) void device.powerOn()
  const merchants = business.merchants.map((party, index) => {
    const courier = new Courier(`courier ${index + 1}`, world)
    return new Merchant(`merchant ${index + 1}`, party, { ...world, courier })
  })
  const owner = new Owner(world)
  const actors = [...merchants, owner, new Operator(world), new Payer(world)]
  for (const actor of actors) actor.begin()
  const all = planFaults(shared.random, plan.minutes, devices.length)
  const faults = all.filter(({ number }) => plan.without?.has(number) !== true)
  for (const fault of faults) schedule.after(fault.atMs, () => inflict(fault, world))
  await schedule.runUntil(schedule.nowMs + plan.minutes * 60_000)
  for (const actor of actors) actor.end()
  await settle(world, owner)
  const broken = await inTime(schedule, findBroken(world))
  for (const { invariant, detail } of broken) shared.tell(`BROKEN ${invariant}: ${detail}`)
  for (const device of devices) device.cutPower()
  hub.kill()
  return {
    seed: plan.seed,
    faults,
    events: schedule.happened,
    fingerprint: story.fingerprint(),
    broken,
    story: story.told,
    defects: [...hub.defects, ...truth.failures],
    killedAt: hub.killedAt,
    awaits: [...awaits],
    counts: countsOf(truth),
  }
}

/** The places where the hub waits, as they come. */
function watched(hub: HubMachine, { notesAwaits = false, endsAt }: Plan): ReadonlySet<string> {
  const places = new Set<string>()
  if (notesAwaits) hub.onAwait = (place) => void places.add(place)
  else if (endsAt !== undefined) hub.killAt(endsAt.place, endsAt.isPowerCut, backAfterMs)
  return places
}

function countsOf({ grants, admissions, toldTimes, pressed, movements, confirmations, readings }: Truth): Run['counts'] {
  return {
    granted: grants.size,
    admitted: admissions.length,
    commanded: admissions.filter(({ sessionFromMs }) => sessionFromMs !== undefined).length,
    handedOn: admissions.filter(({ isHandedOn }) => isHandedOn).length,
    toldTimes,
    pressed: pressed.length,
    opened: movements.filter(({ how }) => how === 'opened').length,
    confirmed: confirmations.length,
    readings: [...readings.values()].reduce((sum, count) => sum + count, 0),
  }
}

/** Faults stop: there is power, a way, room and a right clock everywhere, and every lid is closed. */
async function settle({ surroundings: { schedule, tell }, hub, devices, rogue }: World, owner: Owner): Promise<void> {
  // What was still to end of the faults ends.
  await schedule.runUntil(schedule.nowMs + 120_000)
  tell('the faults stop')
  hub.malice.calm()
  hub.setClockOff(0)
  await hub.boot()
  for (const device of devices) {
    device.disk.onChange = () => undefined
    device.disk.isFull = false
    Object.assign(device.way, { delayMs: { least: 5, most: 60 }, loss: 0 })
    device.way.heal()
    void device.powerOn()
    device.thing.close()
    device.thing.rest()
  }
  void rogue.insist()
  await untilQuiet(schedule, devices)
  // Long enough for every window, watch and confirmation to come to its end.
  await schedule.runUntil(schedule.nowMs + 6 * 60_000)
  await inTime(schedule, owner.pressAll())
  await untilQuiet(schedule, devices)
}

async function untilQuiet(schedule: World['surroundings']['schedule'], devices: readonly DeviceMachine[]): Promise<void> {
  const endMs = schedule.nowMs + settlesWithinMs
  while (schedule.nowMs < endMs) {
    await schedule.runUntil(schedule.nowMs + 60_000)
    if (await inTime(schedule, isQuiet(devices))) return
  }
}

async function isQuiet(devices: readonly DeviceMachine[]): Promise<boolean> {
  for (const device of devices) {
    const status = await device.status()
    if (status === undefined || status.acknowledgedThrough !== status.lastSeq) return false
  }
  return true
}

async function findBroken(world: World): Promise<readonly Broken[]> {
  const { surroundings, devices } = world
  // What a device writes every minute may be on its way in this very second. Looked at from within, no time passes after it.
  for (let looks = 0; looks < looksAtMost && !(await isQuiet(devices)); looks++) await surroundings.schedule.pause(700)
  const found: Broken[] = []
  const evidence = await gather(world)
  for (const { name, holds } of invariants) {
    for (const detail of await holds(world, evidence)) found.push({ invariant: name, detail })
  }
  return found
}

export function kindsOf(faults: readonly Fault[]): ReadonlyMap<FaultKind, number> {
  const counts = new Map<FaultKind, number>()
  for (const { kind } of faults) counts.set(kind, (counts.get(kind) ?? 0) + 1)
  return counts
}
