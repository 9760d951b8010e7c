import { ownEntry } from '@octroi/shared/own-entry'
import type { Catalogue } from './catalogue.ts'
import type { CatalogueFinding } from './dangling-references.ts'
import type { Meter } from './meter.ts'

/**
 * What a hub cannot rate, because no record of a device tells it: attributes other than the device, and what was done. A usage
 * event may tell any, and so may a file of usage: `octroi rate` takes them.
 */
export function ratedOfflineOnly({ meters, offers }: Catalogue): readonly CatalogueFinding[] {
  const inMeters = Object.entries(meters).flatMap(([key, meter]) => [
    ...unknownIn(meter, Object.keys(meter.where ?? {}), ['meters', key, 'where']),
    ...unknownIn(meter, meter.of === undefined ? [] : [meter.of], ['meters', key, 'of']),
  ])
  const inPrices = Object.entries(offers).flatMap(([offer, { prices }]) =>
    Object.entries(prices).flatMap(([key, price]) => {
      const meter = price.model === 'flat' ? undefined : ownEntry(meters, price.meter)
      if (price.model === 'flat' || meter === undefined) return []
      return (price.bands ?? []).flatMap(({ where = {} }, index) =>
        unknownIn(meter, Object.keys(where), ['offers', offer, 'prices', key, 'bands', index, 'where']),
      )
    }),
  )
  return [...inMeters, ...inPrices]
}

function unknownIn(meter: Meter, attributes: readonly string[], path: readonly (string | number)[]): readonly CatalogueFinding[] {
  const { record } = meter
  if (record === 'reading' && meter.from === 'events') return []
  const known = record === 'reading' ? ['device'] : ['device', 'action']
  return attributes
    .filter((attribute) => !known.includes(attribute))
    .map((attribute) => ({
      path,
      message: `no \`${record}\` record tells its \`${attribute}\` to a hub: only a meter \`from: events\`, or \`octroi rate\`, can count by it`,
    }))
}
