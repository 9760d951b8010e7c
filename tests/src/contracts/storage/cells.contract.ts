import type { FoldedUsage } from '@octroi/hub/rating/fold'
import type { Keep } from '@octroi/hub/rating/usage-aggregate'
import { describe, expect, test } from 'vitest'
import type { OpenStorage } from './open-storage.ts'
import { newId, sampleAggregate, sampleOrderedEvent } from './samples.ts'

const most = 2n ** 63n - 1n
const nothing: FoldedUsage = { aggregates: [], charges: [], sources: [], unrated: [], series: [] }
const greatest: Keep = { which: 'greatest' }
const at = (place: string): Keep => ({ which: 'latest', place })

export function cellsContract({ write, read }: OpenStorage): void {
  describe('cells and events of rating', () => {
    test.each<[string, readonly (readonly [bigint, Keep?])[], bigint]>([
      ['are added', [[most], [most], [-1n]], 2n * most - 1n],
      [
        'keep the greatest',
        [
          [5n, greatest],
          [most, greatest],
          [6n, greatest],
        ],
        most,
      ],
      [
        'keep the greatest below nothing',
        [
          [-5n, greatest],
          [-6n, greatest],
        ],
        -5n,
      ],
      [
        'keep the latest',
        [
          [9n, at('2')],
          [most, at('4')],
          [7n, at('3')],
        ],
        most,
      ],
    ])('%s', async (_what, told, expected) => {
      const [tenant, device, sum] = [newId('tenant'), newId('device'), sampleAggregate({ cell: 'day 3 dev_1' })]
      for (const [quantity, keep] of told) {
        const aggregate = { ...sum, quantity, ...(keep === undefined ? {} : { keep }) }
        await write(tenant, ({ rating }) => rating.fold(device, { ...nothing, aggregates: [aggregate] }))
      }
      const cells = await read(tenant, ({ rating }) => rating.aggregates([sum.subscription], 100))
      expect(cells).toMatchObject([{ ...sum, quantity: expected, records: told.length }])
    })

    test('are apart by their names, and from the line without a name', async () => {
      const [tenant, sum] = [newId('tenant'), sampleAggregate()]
      const aggregates = [sum, ...['', 'a', 'A'].map((cell) => ({ ...sum, cell })), { ...sum, cell: 'a', version: 2 }]
      await write(tenant, ({ rating }) => rating.fold(newId('device'), { ...nothing, aggregates }))
      const kept = await read(tenant, ({ rating }) => rating.aggregates([sum.subscription], 100))
      expect(kept.map(({ cell }) => cell ?? 'none').toSorted()).toEqual(['', 'A', 'a', 'a', 'none'])
      expect(await read(tenant, ({ rating }) => rating.aggregates([sum.subscription], 101))).toEqual([])
    })

    test('the first events come as they happened, whatever came first', async () => {
      const [tenant, subscription, device] = [newId('tenant'), newId('subscription'), newId('device')]
      const event = (happenedAtMs: number, seq: number) =>
        sampleOrderedEvent({ subscription, device, happenedAtMs, seq, quantity: most * BigInt(seq) })
      const events = [event(300, 1), event(100, 4), event(200, 2), event(100, 3)]
      const others = [
        sampleOrderedEvent({ device }),
        sampleOrderedEvent({ subscription, price: 'other' }),
        sampleOrderedEvent({ subscription, periodFromMs: 101 }),
        sampleOrderedEvent({ subscription, device, version: 2 }),
      ]
      await write(tenant, ({ rating }) => rating.fold(device, { ...nothing, events: [...events.slice(0, 2), ...others] }))
      await write(tenant, ({ rating }) => rating.fold(device, { ...nothing, events: events.slice(2) }))
      const line = { subscription, price: 'energy', version: 3, periodFromMs: 100 }
      const first = await read(tenant, ({ rating }) => rating.firstEvents(line, 3))
      expect(first).toStrictEqual([event(100, 3), event(100, 4), event(200, 2)])
    })

    test('a number that two boots used is two events', async () => {
      const [tenant, event] = [newId('tenant'), sampleOrderedEvent()]
      const again = { ...event, overlap: new Uint8Array(16).fill(7) }
      await write(tenant, ({ rating }) => rating.fold(event.device, { ...nothing, events: [event, again] }))
      expect(await read(tenant, ({ rating }) => rating.firstEvents(event, 9))).toStrictEqual([event, again])
    })
  })
}
