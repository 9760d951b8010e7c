import { conflict, type Failure } from '@octroi/shared/errors/failure'
import { err, ok, type Result } from '@octroi/shared/errors/result'
import { formatInstant } from '@octroi/shared/time/instant'
import type { Environment } from '../environment.ts'
import type { CatalogueStore, CatalogueVersion } from './catalogue.store.ts'
import { type CatalogueFault, parseCatalogue } from './parse-catalogue.ts'

export interface PublishCatalogue {
  readonly source: string
  /** Now, where it is absent. A past date is allowed: meters are read, and contracts taken over, for time gone by. */
  readonly effectiveFromMs?: number
}

/** Publishes the next version of the tenant's catalogue, or tells every fault of the file. */
export async function publishCatalogue(
  { catalogue: catalogues }: { readonly catalogue: CatalogueStore },
  { nowMs }: Environment,
  { source, effectiveFromMs }: PublishCatalogue,
): Promise<Result<CatalogueVersion, Failure>> {
  const parsed = parseCatalogue(source)
  if (!parsed.ok) return err(catalogueInvalid(parsed.error))
  const latest = await catalogues.latest()
  const effective = effectiveFromMs ?? nowMs()
  if (latest !== undefined && effective < latest.effectiveFromMs) {
    const since = formatInstant(latest.effectiveFromMs)
    return err(
      conflict(
        'catalogue_out_of_order',
        `Version ${latest.version} is in effect from ${since}; a later version cannot begin before it.`,
      ),
    )
  }
  const version: CatalogueVersion = {
    version: (latest?.version ?? 0) + 1,
    effectiveFromMs: effective,
    publishedAtMs: nowMs(),
    source,
    catalogue: parsed.value,
  }
  await catalogues.insert(version)
  return ok(version)
}

export function catalogueInvalid(faults: readonly CatalogueFault[]): Failure {
  return { kind: 'invalid', code: 'catalogue_invalid', detail: 'The catalogue has faults; each is listed with its line.', faults }
}
