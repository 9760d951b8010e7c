import { ownEntry } from '@octroi/shared/own-entry'
import type { Band } from './band.ts'
import type { Catalogue, Offer } from './catalogue.ts'
import { limitFaults } from './limit.ts'

/** What is wrong in a catalogue whose shape is right: a name that nothing bears, say. */
export interface CatalogueFinding {
  readonly path: readonly (string | number)[]
  readonly message: string
}

export function danglingReferences(catalogue: Catalogue): readonly CatalogueFinding[] {
  const meters = Object.entries(catalogue.meters)
    .filter(([, { service }]) => ownEntry(catalogue.services, service) === undefined)
    .map(([key, { service }]) => ({ path: ['meters', key, 'service'], message: `no service \`${service}\`` }))
  const offers = Object.entries(catalogue.offers).flatMap(([key, offer]) => [
    ...danglingInPrices(catalogue, ['offers', key, 'prices'], offer),
    ...danglingInEntitlements(catalogue, ['offers', key, 'entitlements'], offer),
    ...danglingInDiscounts(['offers', key, 'discounts'], offer),
  ])
  return [...meters, ...offers]
}

function danglingInPrices(catalogue: Catalogue, path: readonly string[], offer: Offer): readonly CatalogueFinding[] {
  return Object.entries(offer.prices).flatMap(([key, price]) => {
    if (price.model === 'flat') return []
    const isKnown = ownEntry(catalogue.meters, price.meter) !== undefined
    const bands = (price.bands ?? []).flatMap((band, index) =>
      danglingInWindows(catalogue, [...path, key, 'bands', index, 'when'], band),
    )
    return isKnown ? bands : [{ path: [...path, key, 'meter'], message: `no meter \`${price.meter}\`` }, ...bands]
  })
}

function danglingInWindows(
  { holidays = {} }: Catalogue,
  path: readonly (string | number)[],
  { when = [] }: Band,
): readonly CatalogueFinding[] {
  return when.flatMap((window, index) =>
    (['holidays', 'notHolidays'] as const).flatMap((field) => {
      const list = window[field]
      if (list === undefined || ownEntry(holidays, list) !== undefined) return []
      return [{ path: [...path, index, field], message: `no list \`${list}\` in \`holidays\`` }]
    }),
  )
}

function danglingInDiscounts(path: readonly string[], { prices, discounts = {} }: Offer): readonly CatalogueFinding[] {
  return Object.entries(discounts).flatMap(([key, { prices: named = [] }]) =>
    named.flatMap((price, index) =>
      ownEntry(prices, price) === undefined
        ? [{ path: [...path, key, 'prices', index], message: `the offer has no price \`${price}\`` }]
        : [],
    ),
  )
}

function danglingInEntitlements(catalogue: Catalogue, path: readonly string[], offer: Offer): readonly CatalogueFinding[] {
  return offer.entitlements.flatMap(({ service, actions, quotas, limit }, index) => {
    const known = ownEntry(catalogue.services, service)
    if (known === undefined) return [{ path: [...path, index, 'service'], message: `no service \`${service}\`` }]
    const unknown = actions
      .filter((action) => !known.actions.includes(action))
      .map((action) => ({ path: [...path, index, 'actions'], message: `service \`${service}\` has no action \`${action}\`` }))
    return [
      ...unknown,
      ...limitFaults(catalogue, [...path, index], { service, limit }),
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
): readonly CatalogueFinding[] {
  const known = ownEntry(catalogue.meters, meter)
  const at = [...path, 'meter']
  if (known === undefined) return [{ path: at, message: `no meter \`${meter}\`` }]
  if (known.service !== service) return [{ path: at, message: `meter \`${meter}\` counts another service` }]
  if (known.record === 'opened') return [{ path: at, message: 'a quota counts `performed` or readings' }]
  if (known.record === 'reading' && known.from === 'events')
    return [{ path: at, message: 'no device counts a meter `from: events`' }]
  const isPlain = known.aggregation === (known.record === 'reading' ? 'sum' : 'count') && known.where === undefined
  return isPlain
    ? []
    : [{ path: at, message: 'a device counts all that was done or used, and no `where` and no other aggregation' }]
}
