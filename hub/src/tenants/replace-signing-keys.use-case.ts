import type { KeyPair } from '@octroi/shared/crypto/crypto'
import { openKeyset } from '@octroi/shared/decisions/keyset'
import { conflict, type Failure } from '@octroi/shared/errors/failure'
import { err, ok, type Result } from '@octroi/shared/errors/result'
import type { KeysetKey, KeyUse } from '@octroi/shared/wire/messages/keyset'
import { nothingRevoked } from '../authorizations/revocations.ts'
import { takeBackAll } from '../authorizations/take-back-all.use-case.ts'
import type { Environment } from '../environment.ts'
import { everyOf } from '../page.ts'
import type { Stores } from '../stores.ts'
import { sealingPurpose } from './signer.ts'
import { keysAtMost, makeSigningKeys, signKeys } from './tenant-keys.ts'

export interface ReplaceSigningKeys {
  readonly uses: readonly KeyUse[]
  /** What the keys signed from then on counts for nothing, and now they sign nothing at all. */
  readonly endMs: number
  readonly root: KeyPair
}

export interface ReplacedKeys {
  /** Of the key set that devices get with their next session. */
  readonly version: number
  /** On how many devices permits and passcodes were taken back. */
  readonly devices: number
}

type Needs = Pick<Stores, 'tenants' | 'authorizations' | 'devices'>

/**
 * Puts new keys in the place of those that sign now. The old ones stay in the set with their end, so that what they signed
 * before can be proven; a device takes nothing that is signed with a key whose end has come, whatever time it names.
 */
export async function replaceSigningKeys(
  stores: Needs,
  { crypto, randomBytes, sealer, nowMs }: Pick<Environment, 'crypto' | 'randomBytes' | 'sealer' | 'nowMs'>,
  { uses, endMs, root }: ReplaceSigningKeys,
): Promise<Result<ReplacedKeys, Failure>> {
  const tenant = await stores.tenants.get()
  const keyset = tenant && openKeyset(crypto, tenant.keyset, { tenant: tenant.id, rootKey: root.publicKey })
  if (keyset === undefined) return err(conflict('wrong_root_key', 'The tenant’s devices pinned another root key.'))
  const endSeconds = Math.floor(Math.min(endMs, nowMs()) / 1000)
  const ended = keyset.keys.map((key) => (isFor(key, uses) ? { ...key, expiresAt: Math.min(key.expiresAt, endSeconds) } : key))
  const made = makeSigningKeys(crypto, nowMs(), randomBytes).filter(({ use }) => uses.includes(use))
  // The newest signs: a second replacement within one second too.
  const newest = Math.max(...keyset.keys.map(({ notBefore }) => notBefore)) + 1
  const fresh = made.map((key) => ({ ...key, notBefore: Math.max(key.notBefore, newest) }))
  const added: readonly KeysetKey[] = fresh.map(({ keys: { publicKey }, use, ...span }) => ({ publicKey, uses: [use], ...span }))
  // A key that was good at no time says nothing; of the others the newest stay.
  const kept = ended.filter(({ notBefore, expiresAt }) => notBefore < expiresAt).slice(-(keysAtMost - added.length))
  const version = keyset.version + 1
  await stores.tenants.replaceKeys(
    signKeys(crypto, root, { issuer: keyset.issuer, version, keys: [...kept, ...added] }),
    fresh.map(({ keys: { publicKey, secretKey }, use, ...span }) => {
      return { publicKey, use, sealedSecret: sealer.seal(secretKey, sealingPurpose(use)), ...span }
    }),
  )
  return ok({ version, devices: await endWhatWasSigned(stores, { nowMs }, uses) })
}

function isFor(key: KeysetKey, uses: readonly KeyUse[]): boolean {
  return key.uses.some((use) => uses.includes(use))
}

const devicesAtOnce = 100

/**
 * A session that was opened before and not yet used would bring a device in with the old set, for as long as it stays: each
 * opens another. What a permit key granted opens nothing any more: partners are told so, and ask anew. Returns on how many
 * devices that was.
 */
async function endWhatWasSigned(
  stores: Needs,
  clock: Pick<Environment, 'nowMs'>,
  uses: ReplaceSigningKeys['uses'],
): Promise<number> {
  let count = 0
  for await (const { id, epoch } of everyOf((page) => stores.devices.list(page), devicesAtOnce)) {
    await stores.devices.endSession(id)
    if (!uses.includes('permits')) continue
    const { version } = (await stores.devices.revocations(id)) ?? nothingRevoked
    await takeBackAll(stores, clock, id, { version: version + 1, epoch: epoch + 1 })
    count += 1
  }
  return count
}
