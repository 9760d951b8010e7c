import { ownEntry } from '@octroi/shared/own-entry'
import type { Catalogue, Offer } from './catalogue.ts'

/** A name in a catalogue that nothing in it bears. */
export interface DanglingReference {
  readonly path: readonly (string | number)[]
  readonly message: string
}

export function danglingReferences(catalogue: Catalogue): readonly DanglingReference[] {
  const meters = Object.entries(catalogue.meters)
    .filter(([, { service }]) => ownEntry(catalogue.services, service) === undefined)
    .map(([key, { service }]) => ({ path: ['meters', key, 'service'], message: `no service \`${service}\`` }))
  const offers = Object.entries(catalogue.offers).flatMap(([key, offer]) => [
    ...danglingInPrices(catalogue, ['offers', key, 'prices'], offer),
    ...danglingInEntitlements(catalogue, ['offers', key, 'entitlements'], offer),
  ])
  return [...meters, ...offers]
}

function danglingInPrices(catalogue: Catalogue, path: readonly string[], offer: Offer): readonly DanglingReference[] {
  return Object.entries(offer.prices).flatMap(([key, price]) => {
    if (price.model === 'flat' || ownEntry(catalogue.meters, price.meter) !== undefined) return []
    return [{ path: [...path, key, 'meter'], message: `no meter \`${price.meter}\`` }]
  })
}

function danglingInEntitlements(catalogue: Catalogue, path: readonly string[], offer: Offer): readonly DanglingReference[] {
  return offer.entitlements.flatMap(({ service, actions, quotas }, index) => {
    const known = ownEntry(catalogue.services, service)
    if (known === undefined) return [{ path: [...path, index, 'service'], message: `no service \`${service}\`` }]
    const unknown = actions
      .filter((action) => !known.actions.includes(action))
      .map((action) => ({ path: [...path, index, 'actions'], message: `service \`${service}\` has no action \`${action}\`` }))
    return [
      ...unknown,
      ...quotas.flatMap(({ meter }, nth) => quotaFault(catalogue, [...path, index, 'quotas', nth], service, meter)),
    ]
  })
}

/** A device counts what it does for its own account: openings that somebody was authorized for are not among it. */
function quotaFault(
  catalogue: Catalogue,
  path: readonly (string | number)[],
  service: string,
  meter: string,
): readonly DanglingReference[] {
  const known = ownEntry(catalogue.meters, meter)
  const at = [...path, 'meter']
  if (known === undefined) return [{ path: at, message: `no meter \`${meter}\`` }]
  if (known.service !== service) return [{ path: at, message: `meter \`${meter}\` counts another service` }]
  return known.record === 'opened' ? [{ path: at, message: 'a quota counts `performed` or readings' }] : []
}
