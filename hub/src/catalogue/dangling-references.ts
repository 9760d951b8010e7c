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
  return offer.entitlements.flatMap(({ service, actions }, index) => {
    const known = ownEntry(catalogue.services, service)
    if (known === undefined) return [{ path: [...path, index, 'service'], message: `no service \`${service}\`` }]
    return actions
      .filter((action) => !known.actions.includes(action))
      .map((action) => ({ path: [...path, index, 'actions'], message: `service \`${service}\` has no action \`${action}\`` }))
  })
}
