import { mkdir, open } from 'node:fs/promises'
import { join } from 'node:path'
import type { Sealer } from '../../environment.ts'
import type { RootKeys } from '../../tenants/tenant.store.ts'

/**
 * One sealed file for each tenant's root key, beside the database and not in it. Nothing reads it in daily work: it can
 * be moved to another machine, and must be back only to sign a new key set.
 */
export function rootKeyFiles(folder: string, sealer: Sealer): RootKeys {
  return {
    async keep(tenant, root) {
      await mkdir(folder, { recursive: true, mode: 0o700 })
      // Written anew where the transaction that founds the tenant ran again.
      const file = await open(join(folder, `${tenant}.root`), 'w', 0o600)
      await file.writeFile(Buffer.from(sealer.seal(root.secretKey, `root-key ${tenant}`)).toString('base64'))
      await file.sync()
      await file.close()
    },
  }
}
