import type { VersionScope } from '@octroi/shared/api/vocabulary'
import { conflict, type Failure } from '@octroi/shared/errors/failure'
import { err, ok, type Result } from '@octroi/shared/errors/result'
import { formatInstant } from '@octroi/shared/time/instant'
import type { Environment } from '../environment.ts'
import type { Stores } from '../stores.ts'
import type { CatalogueVersion } from './catalogue.store.ts'
import { type CatalogueFault, parseCatalogue } from './parse-catalogue.ts'
import { type OfferLeft, staysBehind } from './stays-behind.ts'

export interface PublishCatalogue {
  readonly source: string
  /** Now, where it is absent. A past date is allowed: meters are read, and contracts taken over, for time gone by. */
  readonly effectiveFromMs?: number
  /** Whose prices it changes; those of new subscriptions alone where it is absent. */
  readonly touches?: VersionScope
}

/** A version with the offers whose subscriptions it leaves where they are. */
export interface PublishedVersion extends CatalogueVersion {
  readonly staysBehind: readonly OfferLeft[]
}

/** Publishes the next version of the tenant's catalogue, or tells every fault of the file. */
export async function publishCatalogue(
  { catalogue: catalogues, subscriptions }: Pick<Stores, 'catalogue' | 'subscriptions'>,
  { nowMs }: Environment,
  { source, effectiveFromMs, touches = 'new' }: PublishCatalogue,
): Promise<Result<PublishedVersion, Failure>> {
  const latest = await catalogues.latest()
  const parsed = parseCatalogue(source, 'hub', latest?.catalogue)
  if (!parsed.ok) return err(catalogueInvalid(parsed.error))
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
  if (touches !== 'new' && effective < nowMs() && (await subscriptions.list({ limit: 1 })).items.length > 0) {
    return err(touchesPast)
  }
  const version: CatalogueVersion = {
    version: (latest?.version ?? 0) + 1,
    effectiveFromMs: effective,
    publishedAtMs: nowMs(),
    touches,
    source,
    catalogue: parsed.value,
  }
  await catalogues.insert(version)
  return ok({ ...version, staysBehind: latest === undefined ? [] : staysBehind(latest.catalogue, version) })
}

/** What was used since then is rated and may be billed already. */
const touchesPast = conflict(
  'catalogue_touches_past',
  'There are subscriptions, so a version that touches them cannot begin in the past: what they used is rated already.',
)

export function catalogueInvalid(faults: readonly CatalogueFault[]): Failure {
  return { kind: 'invalid', code: 'catalogue_invalid', detail: 'The catalogue has faults; each is listed with its line.', faults }
}
