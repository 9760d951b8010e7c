import { parseArgs } from 'node:util'
import { isSabotage, type Sabotage, sabotages } from './sabotage.ts'

export const usage = `npm run simulate -- [--seeds N] [--minutes M] [--seed S] [--devices D] [--without 1,2] [--sabotage NAME]
  --seeds     how many worlds; 20 where it is absent
  --minutes   how long faults come in each, by its own clock; 5 where it is absent
  --seed      the first seed, and the only one where --seeds is absent
  --devices   how many devices each has; 4 where it is absent
  --without   faults that are left out, by number
  --sabotage  what is broken on purpose: ${Object.keys(sabotages).join(', ')}
`

export interface Asked {
  readonly first: number
  readonly seeds: number
  readonly minutes: number
  readonly devices: number
  readonly without: ReadonlySet<number>
  readonly sabotage: Sabotage | undefined
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
      without: { type: 'string' },
      sabotage: { type: 'string' },
    },
  })
  const { sabotage } = values
  if (sabotage !== undefined && !isSabotage(sabotage)) throw new Error(`there is no sabotage ${sabotage}`)
  return {
    first: whole('seed', values.seed ?? '1'),
    seeds: whole('seeds', values.seeds ?? (values.seed === undefined ? '20' : '1')),
    minutes: whole('minutes', values.minutes ?? '5'),
    devices: whole('devices', values.devices ?? '4'),
    without: new Set(
      (values.without ?? '')
        .split(',')
        .filter(Boolean)
        .map((number) => whole('without', number)),
    ),
    sabotage,
  }
}

function whole(name: string, text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new Error(`--${name} is a whole number, not ${text}`)
  return Number(text)
}
