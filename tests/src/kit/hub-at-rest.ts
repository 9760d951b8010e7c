import * as nodeCrypto from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openAccount } from '@octroi/hub/accounts/open-account.use-case'
import { publishCatalogue } from '@octroi/hub/catalogue/publish-catalogue.use-case'
import type { Environment } from '@octroi/hub/environment'
import { openStorage } from '@octroi/hub/open-storage'
import { manualPayments } from '@octroi/hub/payments/manual-payments'
import { sealerOf } from '@octroi/hub/storage/secrets/sealer'
import type { Storage, Stores } from '@octroi/hub/stores'
import { foundTenant } from '@octroi/hub/tenants/found-tenant.use-case'
import { nativeCrypto } from '@octroi/shared/crypto/native-crypto'
import type { Failure } from '@octroi/shared/errors/failure'
import type { Result } from '@octroi/shared/errors/result'
import type { AccountId, TenantId } from '@octroi/shared/ids/id'
import { idSource } from '@octroi/shared/ids/id-source'
import type { Zone } from '@octroi/shared/time/zone'
import { databaseOf, dropDatabaseOf } from './test-engine.ts'

/** The hub's use cases on a real database, with a clock that the test sets and no sockets. */
export class HubAtRest {
  readonly storage: Storage
  readonly environment: Environment
  readonly tenant: TenantId
  readonly folder: string
  private readonly clock: { nowMs: number }

  private constructor(storage: Storage, environment: Environment, tenant: TenantId, folder: string, clock: { nowMs: number }) {
    this.storage = storage
    this.environment = environment
    this.tenant = tenant
    this.folder = folder
    this.clock = clock
  }

  static async open(at: string, databaseUrl?: string): Promise<HubAtRest> {
    const folder = await mkdtemp(join(tmpdir(), 'octroi-hub-'))
    const place = databaseUrl === undefined ? await databaseOf(folder) : { databaseUrl }
    const storage = await openStorage({ dataDir: folder, ...place })
    const clock = { nowMs: Date.parse(at) }
    const randomBytes = (length: number): Uint8Array => new Uint8Array(nodeCrypto.randomBytes(length))
    const environment: Environment = {
      nowMs: () => clock.nowMs,
      randomBytes,
      ids: idSource(() => clock.nowMs, randomBytes),
      crypto: nativeCrypto(nodeCrypto),
      sealer: sealerOf(randomBytes(32)),
      payments: manualPayments,
    }
    const id = environment.ids.next('tenant')
    const founding = { id, name: 'Sample', zone: 'Europe/Paris' as Zone, mode: 'live' } as const
    await storage.transaction(id, (stores) => foundTenant(stores, environment, { keep: () => Promise.resolve() }, founding))
    return new HubAtRest(storage, environment, id, folder, clock)
  }

  write<T>(work: (stores: Stores) => Promise<T>): Promise<T> {
    return this.storage.transaction(this.tenant, work)
  }

  read<T>(work: (stores: Stores) => Promise<T>): Promise<T> {
    return this.storage.read(this.tenant, work)
  }

  pass(ms: number): void {
    this.clock.nowMs += ms
  }

  async account(zone = 'Europe/London'): Promise<AccountId> {
    return (await this.write((stores) => openAccount(stores, this.environment, { name: 'Sample', zone: zone as Zone }))).id
  }

  async catalogue(source: string): Promise<void> {
    value(await this.write((stores) => publishCatalogue(stores, this.environment, { source, effectiveFromMs: 0 })))
  }

  async close(): Promise<void> {
    await this.storage.close()
    await dropDatabaseOf(this.folder)
    await rm(this.folder, { recursive: true })
  }
}

/** The value of an outcome that the test takes for granted. */
export function value<T>(result: Result<T, Failure>): T {
  if (!result.ok) throw new Error(`${result.error.code}: ${result.error.detail} ${JSON.stringify(result.error.faults ?? [])}`)
  return result.value
}
