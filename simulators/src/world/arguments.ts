import { parseArgs } from 'node:util'
import { isMutation } from './mutations/all.ts'
import { isSabotage, type Sabotage } from './sabotage.ts'
import type { HubEnd } from './world.ts'

export const usage = `npm run simulate -- [--seeds N] [--minutes M] [--seed S] [--devices D] [--workers W] [--without 1,2]
                    [--sabotage NAME | --mutation NAME | --sabotages [--record] | --mutations [--record]]
                    [--awaits | --kill-at PLACE | --cut-at PLACE]
  --seeds      how many worlds; 20 where it is absent
  --minutes    how long faults come in each, by its own clock; 5 where it is absent
  --seed       the first seed, and the only one where --seeds is absent
  --devices    how many devices each has; 4 where it is absent
  --workers    how many worlds run at once, each in a process of its own; 1 where it is absent
  --without    faults that are left out, by number
  --sabotage   what is broken on purpose between code and world: see docs/reliability.md
  --mutation   the bug that is put into the code: see docs/reliability.md
  --mutations  tells of each bug which seed finds it first; --sabotages of each of what is broken between code and world
  --awaits     ends the hub at every await of its code that those seeds pass, one world each, killed and without power
  --kill-at    the hub is killed where it first waits at that place; --cut-at: it loses its power there
  --record     and writes that into docs/reliability.md
`

export interface Asked {
  readonly first: number
  readonly seeds: number
  readonly minutes: number
  readonly devices: number
  readonly workers: number
  readonly without: ReadonlySet<number>
  readonly sabotage: Sabotage | undefined
  readonly mutation: string | undefined
  /** Of each of these, which seed finds it. */
  readonly findsEach: 'mutations' | 'sabotages' | undefined
  readonly isRecorded: boolean
  /** The hub ends at every await that the seeds pass, in a world of its own. */
  readonly isAtEveryAwait: boolean
  readonly endsAt: HubEnd | undefined
}

/** Throws with a sentence where something is wrong. */
export function readArguments(given: readonly string[]): Asked {
  const { values } = parseArgs({
    args: [...given],
    options: {
      seeds: { type: 'string' },
      minutes: { type: 'string' },
      seed: { type: 'string' },
      devices: { type: 'string' },
      workers: { type: 'string' },
      without: { type: 'string' },
      sabotage: { type: 'string' },
      mutation: { type: 'string' },
      mutations: { type: 'boolean' },
      sabotages: { type: 'boolean' },
      record: { type: 'boolean' },
      awaits: { type: 'boolean' },
      'kill-at': { type: 'string' },
      'cut-at': { type: 'string' },
    },
  })
  const { sabotage, mutation, record = false } = values
  const findsEach = values.mutations === true ? 'mutations' : values.sabotages === true ? 'sabotages' : undefined
  if (sabotage !== undefined && !isSabotage(sabotage)) throw new Error(`there is no sabotage ${sabotage}`)
  if (mutation !== undefined && !isMutation(mutation)) throw new Error(`there is no mutation ${mutation}`)
  if (findsEach !== undefined && (mutation !== undefined || sabotage !== undefined)) {
    throw new Error(`--${findsEach} tries every one alone`)
  }
  if (values.awaits === true && (findsEach !== undefined || mutation !== undefined || sabotage !== undefined)) {
    throw new Error('--awaits breaks nothing else')
  }
  if (record && findsEach === undefined) throw new Error('--record is for --mutations and --sabotages')
  return {
    first: whole('seed', values.seed ?? '1'),
    seeds: whole('seeds', values.seeds ?? (values.seed === undefined ? '20' : '1')),
    minutes: whole('minutes', values.minutes ?? '5'),
    devices: whole('devices', values.devices ?? '4'),
    workers: Math.max(1, whole('workers', values.workers ?? '1')),
    without: new Set(
      (values.without ?? '')
        .split(',')
        .filter(Boolean)
        .map((number) => whole('without', number)),
    ),
    sabotage,
    mutation,
    findsEach,
    isRecorded: record,
    isAtEveryAwait: values.awaits === true,
    endsAt: endOf(values['kill-at'], values['cut-at']),
  }
}

function endOf(killAt: string | undefined, cutAt: string | undefined): HubEnd | undefined {
  const place = cutAt ?? killAt
  return place === undefined ? undefined : { place, isPowerCut: cutAt !== undefined }
}

function whole(name: string, text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new Error(`--${name} is a whole number, not ${text}`)
  return Number(text)
}
