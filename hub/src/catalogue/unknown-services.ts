import { type Fault, fault } from '@octroi/shared/errors/fault'
import { ownEntry } from '@octroi/shared/own-entry'
import type { CatalogueVersion } from './catalogue.store.ts'

/**
 * Faults for a service, or an action of it, that the newest catalogue does not name: misspelt, it would only show when
 * somebody stands before a closed door.
 */
export function unknownServices(
  latest: CatalogueVersion | undefined,
  path: string,
  service: string,
  actions: readonly string[] = [],
): readonly Fault[] {
  const known = serviceOf(latest, service)
  if (known === undefined) return [fault(path, 'service_not_found', `${theCatalogue(latest)} no service \`${service}\`.`)]
  return actions
    .filter((action) => !known.actions.includes(action))
    .map((action) => fault(path, 'action_not_found', `Service \`${service}\` has no action \`${action}\`.`))
}

function serviceOf(latest: CatalogueVersion | undefined, service: string) {
  return latest === undefined ? undefined : ownEntry(latest.catalogue.services, service)
}

function theCatalogue(latest: CatalogueVersion | undefined): string {
  return latest === undefined ? 'No catalogue was published yet, so there is' : `Catalogue version ${latest.version} has`
}
