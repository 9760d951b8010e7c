import * as nodeCrypto from 'node:crypto'
import { join } from 'node:path'
import { nativeCrypto } from '@octroi/shared/crypto/native-crypto'
import { conflict, type Failure } from '@octroi/shared/errors/failure'
import { err, type Result } from '@octroi/shared/errors/result'
import type { TenantId } from '@octroi/shared/ids/id'
import type { Environment } from './environment.ts'
import type { SealedPlace } from './found-tenant-at-rest.ts'
import { readRootKey } from './storage/secrets/root-key-files.ts'
import { sealerOf, sealingKeyFile } from './storage/secrets/sealer.ts'
import { type ReplacedKeys, type ReplaceSigningKeys, replaceSigningKeys } from './tenants/replace-signing-keys.use-case.ts'
import { withStorage } from './with-storage.ts'

export interface ReplaceKeysAtRest extends Omit<ReplaceSigningKeys, 'root'> {
  readonly tenant: TenantId
}

/** Replaces signing keys of a tenant, while its hub does not run. */
export function replaceKeysAtRest(
  { sealingKey, ...place }: SealedPlace,
  { nowMs }: Pick<Environment, 'nowMs'>,
  { tenant, ...asked }: ReplaceKeysAtRest,
): Promise<Result<ReplacedKeys, Failure>> {
  return withStorage(place, async (storage) => {
    const randomBytes = (length: number): Uint8Array => new Uint8Array(nodeCrypto.randomBytes(length))
    const sealer = sealerOf(sealingKey ?? (await sealingKeyFile(join(place.dataDir, 'sealing-key'), true)))
    const crypto = nativeCrypto(nodeCrypto)
    const root = await readRootKey({ folder: join(place.dataDir, 'root-keys'), tenant }, sealer, crypto)
    if (root === undefined) return err(conflict('root_key_missing', `root-keys holds no ${tenant}.root: put it back for this.`))
    const environment = { crypto, randomBytes, sealer, nowMs }
    return storage.transaction(tenant, (stores) => replaceSigningKeys(stores, environment, { ...asked, root }))
  })
}
