import { join } from 'node:path'
import { formatInstant } from '@octroi/shared/time/instant'
import { type RestoreCommand, restoreBackup } from '../backups.ts'

export const restoreUsage = `octroi restore --from DIR --data-dir NEW [--nothing-lost]
  Puts a backup into a new data directory, after checking that it is whole, and brings it to the newest schema. To go on
  with it on a PostgreSQL, move it there: octroi migrate.
  --nothing-lost  the hub had stopped before the backup was taken. Without it every permit and passcode that was given
                  before is taken back, because what was granted or revoked since is not known any more.
`

/** Exit code 0. Throws, with nothing that a hub would start on, where the backup is not whole or the folder not empty. */
export async function restore(command: RestoreCommand, say: (line: string) => void): Promise<0> {
  const { takenAt, tables, files, devices } = await restoreBackup(command)
  const { dataDir, isNothingLost, nowMs } = command
  const rows = Object.values(tables).reduce((sum, count) => sum + count, 0)
  say(`${dataDir} holds what was there at ${takenAt}: ${rows} rows of ${Object.keys(tables).length} tables, each as counted.`)
  if (!isNothingLost) {
    say(`Permits and passcodes of before ${formatInstant(nowMs)} are taken back on ${devices} devices: ask for new ones.`)
    say('Keys revoked, devices suspended, standings set and persons erased since the backup: do so again.')
  }
  if (!('sealing-key' in files)) say(`Put the sealing key to ${join(dataDir, 'sealing-key')} before you start the hub.`)
  return 0
}
