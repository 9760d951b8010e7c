import * as nodeCrypto from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import { performance } from 'node:perf_hooks'
import { nativeCrypto } from '@octroi/shared/crypto/native-crypto'
import { notedEngine, noteEngine } from '../engine-note.ts'
import { copyKeys } from '../storage/move/copy-keys.ts'
import { type Moved, type MoveEnvironment, move } from '../storage/move/move.ts'
import type { MovePlace } from '../storage/move/move-end.ts'
import { usualChunk } from '../storage/move/row-chunks.ts'
import { holdFolder } from '../storage/sqlite/hold-folder.ts'

export const migrateUsage = `octroi migrate --from PLACE --to PLACE [--rows N] [--json]
  Moves everything a hub keeps to another place, and proves that all of it arrived: counts, contents, ledger, signatures.
  PLACE   a hub's data directory, or the address of a PostgreSQL: one of the two is a directory
  --rows  rows that are moved in one transaction, at most ${usualChunk.rows}
  No hub may run on either. Interrupted, it goes on where it was when it is given again. What it moves from stays as it is.
`

export interface MigrateCommand {
  readonly from: MovePlace
  readonly to: MovePlace
  readonly rows?: number | undefined
  readonly json?: boolean | undefined
}

type Say = (line: string) => void

/** Exit codes: 0 moved, now or before; 1 what arrived is not what was there. Throws where it cannot be done at all. */
export async function migrate({ from, to, rows, json }: MigrateCommand, say: Say, tell: Say): Promise<0 | 1> {
  if ('url' in from && 'url' in to) throw new Error('one of the two places is a data directory: its keys are for the data.')
  if ('dataDir' in to) await mkdir(to.dataDir, { recursive: true, mode: 0o700 })
  const folders = [from, to].flatMap((place) => ('dataDir' in place ? [place.dataDir] : []))
  if (new Set(folders).size < folders.length) throw new Error('the two places are one.')
  const holds: Awaited<ReturnType<typeof holdFolder>>[] = []
  try {
    for (const folder of folders) holds.push(await holdFolder(folder))
    const chunk = { ...usualChunk, rows: Math.min(rows ?? usualChunk.rows, usualChunk.rows) }
    const moved = await move({ from, to, chunk }, environmentOf({ from, to }, tell))
    if (json === true) say(JSON.stringify(moved, undefined, 2))
    else for (const line of summary(moved)) say(line)
    return moved.kind === 'unsound' ? 1 : 0
  } finally {
    for (const hold of holds) await hold.release()
  }
}

type Places = Pick<MigrateCommand, 'from' | 'to'>

/** A file that was left behind when its data went on to a PostgreSQL is not moved once more. */
async function refuseStaleFile({ from }: Pick<Places, 'from'>): Promise<void> {
  if ('dataDir' in from && (await notedEngine(from.dataDir)) === 'postgres') {
    throw new Error(`${from.dataDir} belongs to a hub on postgres: give the address of its database as --from.`)
  }
}

function environmentOf({ from, to }: Places, tell: Say): MoveEnvironment {
  const soon = everySecond(tell)
  return {
    crypto: nativeCrypto(nodeCrypto),
    nowMs: Date.now,
    onMoved: ({ table, rows, of }) => (rows >= of ? tell : soon)(`moved ${table}: ${counted(rows)} of ${counted(of)} rows`),
    onCompared: ({ table, isEqual }) => tell(`compared ${table}: ${isEqual ? 'equal' : 'NOT EQUAL'}`),
    onVerified: (device, batches) => soon(`verified ${device}: ${counted(batches)} batches`),
    beforeBegin: () => refuseStaleFile({ from }),
    beforeEnd: async () => {
      if ('dataDir' in from && 'dataDir' in to) await copyKeys(from.dataDir, to.dataDir)
      if ('dataDir' in from && 'url' in to) await noteEngine(from.dataDir, 'postgres')
      if ('dataDir' in to) await noteEngine(to.dataDir, 'sqlite')
    },
  }
}

/** Passes on what comes at most once a second. */
function everySecond(tell: Say): Say {
  let lastMs = 0
  return (line) => {
    if (performance.now() - lastMs < 1000) return
    lastMs = performance.now()
    tell(line)
  }
}

function summary(moved: Moved): readonly string[] {
  if (moved.kind === 'ended before') {
    return [`This was moved already, at ${new Date(moved.endedMs).toISOString()}. Nothing was done.`]
  }
  const { tables, tenants } = moved
  const unequal = tables.filter(({ isEqual }) => !isEqual)
  const faults = [
    ...unequal.map(({ table }) => `${table} does not hold what it held before`),
    ...tenants.flatMap(({ faults: found }) => found),
  ]
  const sum = (of: (tenant: (typeof tenants)[number]) => number): string =>
    counted(tenants.reduce((total, tenant) => total + of(tenant), 0))
  return [
    `${counted(tables.reduce((total, { rows }) => total + rows, 0))} rows in ${tables.length} tables, each compared by count and content.`,
    `${sum(({ balances }) => balances)} balances of the ledger, ${sum(({ batches }) => batches)} signed batches of ${sum(({ devices }) => devices)} devices verified.`,
    ...faults,
    faults.length === 0
      ? 'Everything arrived. The place it came from was not changed.'
      : `${faults.length} found: the place it was moved to is not used. Empty it and move again, once what was found is mended.`,
  ]
}

function counted(count: number): string {
  return count.toLocaleString('en')
}
