import { mkdir, open, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Crypto, type KeyPair, keyPairOf } from '@octroi/shared/crypto/crypto'
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
      const file = await open(fileOf(folder, tenant), 'w', 0o600)
      await file.writeFile(Buffer.from(sealer.seal(root.secretKey, purposeOf(tenant))).toString('base64'))
      await file.sync()
      await file.close()
    },
  }
}

/** The root key of a tenant, or undefined where its file is not there. Throws where it is sealed with another key. */
export async function readRootKey(
  { folder, tenant }: { readonly folder: string; readonly tenant: string },
  sealer: Pick<Sealer, 'unseal'>,
  crypto: Crypto,
): Promise<KeyPair | undefined> {
  const kept = await readFile(fileOf(folder, tenant), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
  if (kept === undefined) return undefined
  return keyPairOf(crypto, sealer.unseal(new Uint8Array(Buffer.from(kept, 'base64')), purposeOf(tenant)))
}

function fileOf(folder: string, tenant: string): string {
  return join(folder, `${tenant}.root`)
}

function purposeOf(tenant: string): string {
  return `root-key ${tenant}`
}
