import * as nodeCrypto from 'node:crypto'
import { join } from 'node:path'
import { nativeCrypto } from '@octroi/shared/crypto/native-crypto'
import { idSource } from '@octroi/shared/ids/id-source'
import type { Environment } from './environment.ts'
import type { StoragePlace } from './open-storage.ts'
import { manualPayments } from './payments/manual-payments.ts'
import { rootKeyFiles } from './storage/secrets/root-key-files.ts'
import { sealerOf, sealingKeyFile } from './storage/secrets/sealer.ts'
import { type FoundTenant, foundTenant } from './tenants/found-tenant.use-case.ts'
import { withStorage } from './with-storage.ts'

/** Where a hub keeps its data, with the key that seals its secrets where that is not in a file there. */
export type SealedPlace = StoragePlace & { readonly sealingKey?: Uint8Array }

export interface FoundedTenant {
  readonly tenant: FoundTenant['id']
  /** The operator's API key, told only here. */
  readonly token: string
}

/** Founds another tenant beside those that a hub has, while it does not run. */
export function foundTenantAtRest(
  { sealingKey, ...place }: SealedPlace,
  { nowMs }: Pick<Environment, 'nowMs'>,
  asked: Pick<FoundTenant, 'name' | 'zone'>,
): Promise<FoundedTenant> {
  return withStorage(place, async (storage) => {
    const randomBytes = (length: number): Uint8Array => new Uint8Array(nodeCrypto.randomBytes(length))
    const hasTenants = (await storage.tenants()).length > 0
    const sealer = sealerOf(sealingKey ?? (await sealingKeyFile(join(place.dataDir, 'sealing-key'), hasTenants)))
    const world = { nowMs, randomBytes, ids: idSource(nowMs, randomBytes), crypto: nativeCrypto(nodeCrypto) }
    const environment = { ...world, sealer, payments: manualPayments }
    const founding = { ...asked, id: environment.ids.next('tenant'), mode: 'live' } as const
    const keys = rootKeyFiles(join(place.dataDir, 'root-keys'), sealer)
    const founded = await storage.transaction(founding.id, (stores) => foundTenant(stores, environment, keys, founding))
    return { tenant: founded.tenant.id, token: founded.apiKey.token }
  })
}
