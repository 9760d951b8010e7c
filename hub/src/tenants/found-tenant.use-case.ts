import type { Mode } from '@octroi/shared/api/vocabulary'
import { keyPairOf, secretKeyLength } from '@octroi/shared/crypto/crypto'
import type { TenantId } from '@octroi/shared/ids/id'
import type { Zone } from '@octroi/shared/time/zone'
import { goodStanding } from '../accounts/account.ts'
import { type IssuedApiKey, issueApiKey } from '../accounts/api-key.ts'
import type { Environment } from '../environment.ts'
import type { Stores } from '../stores.ts'
import { passcodeSecret } from './passcode-secret.use-case.ts'
import { sealingPurpose } from './signer.ts'
import type { RootKeys } from './tenant.store.ts'
import { defaultPolicy, type Tenant } from './tenant.ts'
import { makeSigningKeys, signKeyset } from './tenant-keys.ts'

export interface FoundTenant {
  readonly id: TenantId
  readonly name: string
  readonly zone: Zone
  readonly mode: Mode
}

type Needs = Pick<Stores, 'tenants' | 'accounts'>

/** Makes a tenant with its keys, the operator's account and the operator's first API key, which is returned only here. */
export async function foundTenant(
  stores: Needs,
  environment: Environment,
  rootKeys: RootKeys,
  { id, name, zone, mode }: FoundTenant,
): Promise<{ readonly tenant: Tenant; readonly apiKey: IssuedApiKey }> {
  const { crypto, ids, randomBytes, sealer } = environment
  const nowMs = environment.nowMs()
  const root = keyPairOf(crypto, randomBytes(secretKeyLength))
  const signingKeys = makeSigningKeys(crypto, nowMs, randomBytes)
  const operator = { id: ids.next('account'), name, zone, createdAtMs: nowMs, standing: goodStanding }
  const tenant: Tenant = {
    id,
    name,
    zone,
    operator: operator.id,
    policy: defaultPolicy,
    rootKey: root.publicKey,
    keyset: signKeyset(crypto, root, { issuer: id, version: 1, signingKeys }),
    createdAtMs: nowMs,
    mode,
  }
  const asked = { tenant: id, account: operator.id, role: 'operator', label: 'first operator key', mode } as const
  const apiKey = issueApiKey(environment, asked)
  await stores.tenants.insert(
    tenant,
    signingKeys.map(({ keys, use, notBefore, expiresAt }) => ({
      publicKey: keys.publicKey,
      use,
      sealedSecret: sealer.seal(keys.secretKey, sealingPurpose(use)),
      notBefore,
      expiresAt,
    })),
  )
  // Now the id is known to be new, so that this replaces no other tenant's key.
  await rootKeys.keep(id, root)
  await passcodeSecret(stores, environment)
  await stores.accounts.insert(operator)
  await stores.accounts.insertApiKey(apiKey.key)
  return { tenant, apiKey }
}
