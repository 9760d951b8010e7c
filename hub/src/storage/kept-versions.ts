import type { TenantId } from '@octroi/shared/ids/id'
import type { CatalogueVersion } from '../catalogue/catalogue.store.ts'

/** Rated by at once, over all tenants; a catalogue may be long. */
const versionsAtMost = 200

/**
 * Versions of catalogues as they were read: what was published never changes, and every decision and every batch asks for one.
 * Where a write was lost, somebody may have read what never came to be: nothing is held after that.
 */
export class KeptVersions {
  private readonly kept = new Map<string, CatalogueVersion>()

  get(tenant: TenantId, version: number): CatalogueVersion | undefined {
    return this.kept.get(nameOf(tenant, version))
  }

  keep(tenant: TenantId, version: CatalogueVersion): void {
    if (this.kept.size >= versionsAtMost) this.kept.delete(this.kept.keys().next().value ?? '')
    this.kept.set(nameOf(tenant, version.version), version)
  }

  clear(): void {
    this.kept.clear()
  }
}

function nameOf(tenant: TenantId, version: number): string {
  return `${tenant} ${version}`
}
