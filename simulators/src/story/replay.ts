import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { type Month, monthNamed, monthOf } from '@octroi/shared/time/month'
import type { Zone } from '@octroi/shared/time/zone'
import { readHalfHourlyFile } from '../readings/half-hourly-file.ts'
import { profileMonth } from '../readings/profile.ts'
import type { ReadMonth } from '../readings/reading.ts'
import type { StoryArguments } from './arguments.ts'
import type { Memory } from './memory.ts'

const householdZone = 'Europe/London' as Zone

/** What the meter will read. */
export interface Replay {
  readonly month: Month
  readonly read: ReadMonth
}

/**
 * A data directory tells one month from one source: the household's supply begins with it. Throws, before anything is
 * started, where the month or the file cannot be told.
 */
export async function readReplay(memory: Memory, { month: wanted, readings }: StoryArguments): Promise<Replay> {
  const month = monthToReplay(memory, wanted)
  const read = readings === undefined ? profileMonth(month, householdZone) : await readFrom(readings, month)
  if (read.readings.length === 0) throw new Error(`--readings: ${read.source} has no readings in ${month.name}`)
  const told = memory.get<{ facts: { source?: string } }>('meter')?.facts.source
  if (told !== undefined && readings !== undefined && told !== read.source) {
    throw new Error(`This data directory tells ${told}; give another --data-dir for ${read.source}.`)
  }
  await memory.put('month', month.name)
  return { month, read }
}

function monthToReplay(memory: Memory, wanted: string | undefined): Month {
  const remembered = memory.get<string>('month')
  if (remembered !== undefined && wanted !== undefined && wanted !== remembered) {
    throw new Error(`This data directory tells ${remembered}; give another --data-dir for ${wanted}.`)
  }
  const lastMonth = monthOf(householdZone, monthOf(householdZone, Date.now()).fromMs - 1)
  const name = remembered ?? wanted ?? lastMonth.name
  const month = monthNamed(householdZone, name)
  if (month === undefined || month.untilMs > Date.now()) throw new Error(`--month must be a month that is over, not ${name}`)
  return month
}

async function readFrom(file: string, month: Month): Promise<ReadMonth> {
  try {
    return readHalfHourlyFile(await readFile(file, 'utf8'), basename(file), month, householdZone)
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new Error(`--readings: ${basename(file)} cannot be replayed: ${why}`, { cause: error })
  }
}
