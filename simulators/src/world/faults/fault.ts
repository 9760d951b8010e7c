import type { Random } from '../random.ts'

export const faultKinds = [
  'power_cut',
  'power_cut_at_write',
  'hub_killed_at_step',
  'hub_power_cut_at_step',
  'hub_killed',
  'partition',
  'network_down',
  'slow_way',
  'lost_requests',
  'broker_drops',
  'broker_repeats',
  'broker_reorders',
  'hub_clock',
  'disk_full',
  'disk_restored',
  'released_from_inside',
] as const

export type FaultKind = (typeof faultKinds)[number]

/** One fault, decided before the run begins, so that leaving it out changes no other. */
export interface Fault {
  readonly number: number
  readonly kind: FaultKind
  readonly atMs: number
  readonly lastsMs: number
  /** Which device, where it is about one. */
  readonly device: number
  /** How much: a step, a probability, an offset, as the kind takes it. */
  readonly amount: number
}

/** About two faults a minute, from the first minute on. */
export function planFaults(random: Random, minutes: number, devices: number): readonly Fault[] {
  const count = Math.max(2, Math.round(minutes * 2))
  const faults = Array.from({ length: count }, (_, number) => ({
    number,
    kind: random.pick(faultKinds),
    atMs: random.below(minutes * 60_000),
    lastsMs: random.between(1000, 90_000),
    device: random.below(devices),
    amount: random.below(1000),
  }))
  return faults.toSorted((left, right) => left.atMs - right.atMs || left.number - right.number)
}
