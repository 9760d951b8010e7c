import { type BackupCommand, backUp } from '../backups.ts'

export const backupUsage = `octroi backup --to DIR [--data-dir DIR] [--with-keys]
  Copies everything a hub keeps, as it is at one moment, while the hub goes on. DIR is new or empty.
  --with-keys  the sealing key and the root keys too: whoever has such a backup can sign in the tenant’s name. Without
               them it opens nothing that is sealed; keep the keys apart.
  --data-dir   the hub’s data directory; OCTROI_DATA_DIR or .octroi/hub where it is absent. The database is the
               one of OCTROI_DATABASE_URL where that is set.
`

type Say = (line: string) => void

/** Exit code 0. Throws where nothing is there to copy, or it cannot be written. */
export async function backup(command: BackupCommand, say: Say, complain: Say): Promise<0> {
  const { tables, files } = await backUp(command)
  const rows = Object.values(tables).reduce((sum, count) => sum + count, 0)
  const bytes = Object.values(files).reduce((sum, file) => sum + file.bytes, 0)
  say(`${command.to} holds ${rows} rows of ${Object.keys(tables).length} tables, in ${bytes} bytes.`)
  if (command.withKeys)
    complain('It holds the keys too: whoever reads it can sign in the tenant’s name. Keep it as you keep them.')
  else say('It holds no keys: back up the sealing key and the root keys apart from it, once.')
  return 0
}
