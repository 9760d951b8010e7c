import type { Random } from '../random.ts'
import { type AdversaryKind, adversaryKinds } from './adversary.ts'

export const faultKinds = [
  'power_cut',
  'power_cut_at_write',
  'hub_killed_at_step',
  'hub_power_cut_at_step',
  'hub_killed',
  'second_hub',
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

export type FaultKind = (typeof faultKinds)[number] | AdversaryKind

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

/** About two faults a minute, from the first minute on, and beside them somebody who means ill, about once a minute. */
export function planFaults(streamOf: (name: string) => Random, minutes: number, devices: number): readonly Fault[] {
  const span = { minutes, devices }
  const faults = planned(streamOf('faults'), faultKinds, { ...span, from: 0, count: Math.max(2, Math.round(minutes * 2)) })
  // Of a stream of their own, and numbered behind: a new kind of them changes nothing of the faults before.
  const adversaries = { ...span, from: faults.length, count: Math.max(1, Math.round(minutes)) }
  const all = [...faults, ...planned(streamOf('adversaries'), adversaryKinds, adversaries)]
  return all.toSorted((left, right) => left.atMs - right.atMs || left.number - right.number)
}

interface Span {
  readonly minutes: number
  readonly devices: number
  /** The number of the first. */
  readonly from: number
  readonly count: number
}

function planned(random: Random, kinds: readonly FaultKind[], { minutes, devices, from, count }: Span): readonly Fault[] {
  return Array.from({ length: count }, (_, index) => ({
    number: from + index,
    kind: random.pick(kinds),
    atMs: random.below(minutes * 60_000),
    lastsMs: random.between(1000, 90_000),
    device: random.below(devices),
    amount: random.below(1000),
  }))
}
