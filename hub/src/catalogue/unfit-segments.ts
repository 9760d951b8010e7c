import { ownEntry } from '@octroi/shared/own-entry'
import type { Catalogue } from './catalogue.ts'
import type { CatalogueFinding } from './dangling-references.ts'
import { isPlainMeter } from './plain-meter.ts'

/** Segments that look at what the catalogue does not have, or at what no account is counted by, and offers for segments that are none. */
export function unfitSegments({ segments = {}, meters, offers }: Catalogue): readonly CatalogueFinding[] {
  return [
    ...Object.entries(segments).flatMap(([key, { where }]) =>
      where.flatMap(({ meter: name }, index) => {
        if (name === undefined) return []
        const path = ['segments', key, 'where', index, 'meter']
        const meter = ownEntry(meters, name)
        if (meter === undefined) return [{ path, message: `no meter \`${name}\`` }]
        return isPlainMeter(meter) ? [] : [{ path, message: 'an account is counted by `count` and `sum`, without a `where`' }]
      }),
    ),
    ...Object.entries(offers).flatMap(([key, offer]) =>
      (offer.for ?? []).flatMap((name, index) => {
        if (ownEntry(segments, name) !== undefined) return []
        return [{ path: ['offers', key, 'for', index], message: `no segment \`${name}\`` }]
      }),
    ),
  ]
}
