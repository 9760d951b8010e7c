import { join } from 'node:path'
import { formatInstant } from '@octroi/shared/time/instant'
import { afterRestore } from '../authorizations/after-restore.use-case.ts'
import { checkBalances } from '../ledger/rebuild-balances.use-case.ts'
import { checkBackup, restoreInto } from '../storage/backup/restore-backup.ts'
import { openSqlite } from '../storage/sqlite/open.ts'
import type { Storage } from '../stores.ts'

export const restoreUsage = `octroi restore --from DIR --data-dir NEW [--nothing-lost]
  Puts a backup into a new data directory, after checking that it is whole, and brings it to the newest schema.
  --nothing-lost  the hub had stopped before the backup was taken. Without it every permit and passcode that was given
                  before is taken back, because what was granted or revoked since is not known any more.
`

export interface RestoreCommand {
  readonly from: string
  readonly dataDir: string
  readonly isNothingLost: boolean
  readonly nowMs: number
}

/** Exit code 0. Throws, with nothing that a hub would start on, where the backup is not whole or the folder not empty. */
export async function restore(
  { from, dataDir, isNothingLost, nowMs }: RestoreCommand,
  write: (line: string) => void,
): Promise<0> {
  const { takenAt, tables, files } = await checkBackup(from)
  let devices = 0
  const prepare = async (file: string): Promise<void> => {
    const storage = await openSqlite(file)
    try {
      devices = await settle(storage, isNothingLost ? undefined : nowMs)
    } finally {
      await storage.close()
    }
  }
  await restoreInto({ from, dataDir, files, prepare })
  const rows = Object.values(tables).reduce((sum, count) => sum + count, 0)
  write(`${dataDir} holds what was there at ${takenAt}: ${rows} rows of ${Object.keys(tables).length} tables, each as counted.`)
  if (!isNothingLost) {
    write(`Permits and passcodes of before ${formatInstant(nowMs)} are taken back on ${devices} devices: ask for new ones.`)
  }
  write('API keys, suspensions, standings and erasures of after the backup are not in it: make them again.')
  if (!('sealing-key' in files)) write(`Put the sealing key to ${join(dataDir, 'sealing-key')} before you start the hub.`)
  return 0
}

/** Returns on how many devices permits were taken back. */
async function settle(storage: Storage, lostSinceMs: number | undefined): Promise<number> {
  let devices = 0
  for (const tenant of await storage.tenants()) {
    const differences = await storage.read(tenant, checkBalances)
    if (differences.length > 0) throw new Error(`the ledger of ${tenant} differs from its postings: see \`octroi ledger\`.`)
    if (lostSinceMs === undefined) continue
    devices += await storage.transaction(tenant, (stores) => afterRestore(stores, { nowMs: () => lostSinceMs }))
  }
  return devices
}
