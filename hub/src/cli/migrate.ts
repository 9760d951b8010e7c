import * as nodeCrypto from 'node:crypto'
import { performance } from 'node:perf_hooks'
import { nativeCrypto } from '@octroi/shared/crypto/native-crypto'
import { type Moved, type MoveStorage, type MoveWatch, moveRowsAtMost, moveStorage } from '../move-storage.ts'

export const migrateUsage = `octroi migrate --from PLACE --to PLACE [--rows N] [--json]
  Moves everything a hub keeps to another place, and proves that all of it arrived: counts, contents, ledger, signatures.
  PLACE   a hub's data directory, or the address of a PostgreSQL: one of the two is a directory
  --rows  rows that are moved in one transaction, at most ${moveRowsAtMost}
  No hub may run on either. Interrupted, it goes on where it was when it is given again. What it moves from stays as it is.
`

export interface MigrateCommand extends MoveStorage {
  readonly json?: boolean | undefined
}

type Say = (line: string) => void

/** Exit codes: 0 moved, now or before; 1 what arrived is not what was there. Throws where it cannot be done at all. */
export async function migrate({ json, ...command }: MigrateCommand, say: Say, tell: Say): Promise<0 | 1> {
  const moved = await moveStorage(command, watchOf(tell))
  if (json === true) say(JSON.stringify(moved, undefined, 2))
  else for (const line of summary(moved)) say(line)
  return moved.kind === 'unsound' ? 1 : 0
}

function watchOf(tell: Say): MoveWatch {
  const soon = everySecond(tell)
  return {
    crypto: nativeCrypto(nodeCrypto),
    nowMs: Date.now,
    onMoved: ({ table, rows, of }) => (rows >= of ? tell : soon)(`moved ${table}: ${counted(rows)} of ${counted(of)} rows`),
    onCompared: ({ table, isEqual }) => tell(`compared ${table}: ${isEqual ? 'equal' : 'NOT EQUAL'}`),
    onVerified: (device, batches) => soon(`verified ${device}: ${counted(batches)} batches`),
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
