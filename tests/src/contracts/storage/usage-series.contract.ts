import { quarterMs, type UsageDay } from '@octroi/hub/rating/usage-series'
import { dayMs } from '@octroi/shared/time/zone'
import { describe, expect, test } from 'vitest'
import type { OpenStorage } from './open-storage.ts'
import { newId } from './samples.ts'

const most = 2n ** 90n

export function usageSeriesContract({ write, read }: OpenStorage): void {
  describe('a series of usage', () => {
    const newDay = (more: Partial<UsageDay> = {}): UsageDay => {
      const quarters = new Map([[2, 5n] as const, [95, most] as const])
      return { subscription: newId('subscription'), price: 'energy', band: 'all', fromMs: 10 * dayMs, quarters, ...more }
    }
    const fold = (tenant: ReturnType<typeof newId<'tenant'>>, series: readonly UsageDay[]): Promise<void> =>
      write(tenant, ({ rating }) =>
        rating.fold(newId('device'), { aggregates: [], charges: [], sources: [], unrated: [], series }),
      )

    test('adds to the quarters that are there, exactly, and keeps the others', async () => {
      const [tenant, day] = [newId('tenant'), newDay()]
      await fold(tenant, [day])
      await fold(tenant, [{ ...day, quarters: new Map([[0, -3n] as const, [95, most] as const]) }])
      expect(await read(tenant, ({ rating }) => rating.series(day, { fromMs: day.fromMs, untilMs: day.fromMs + 1 }))).toEqual([
        { ...day, quarters: new Map([[0, -3n] as const, [2, 5n] as const, [95, 2n * most] as const]) },
      ])
    })

    test('loses nothing where it is added to at once', async () => {
      const [tenant, day] = [newId('tenant'), newDay({ quarters: new Map([[1, 1n]]) })]
      await Promise.all(Array.from({ length: 8 }, () => fold(tenant, [day])))
      const [found] = await read(tenant, ({ rating }) => rating.series(day, { fromMs: 0, untilMs: 20 * dayMs }))
      expect(found?.quarters.get(1)).toBe(8n)
    })

    test('is found by the days that a span touches, in order, and of its own price alone', async () => {
      const [tenant, day] = [newId('tenant'), newDay()]
      const at = (days: number, band = 'all'): UsageDay => ({ ...day, band, fromMs: days * dayMs })
      await fold(tenant, [at(12), at(11, 'peak'), at(11), at(10), { ...day, price: 'gas' }, newDay()])
      const within = async (fromMs: number, untilMs: number): Promise<readonly (readonly [number, string])[]> => {
        const days = await read(tenant, ({ rating }) => rating.series(day, { fromMs, untilMs }))
        return days.map(({ fromMs: ms, band }) => [ms / dayMs, band])
      }
      const middle = [[11, 'all'] as const, [11, 'peak'] as const]
      expect(await within(11 * dayMs, 12 * dayMs)).toEqual(middle)
      expect(await within(11 * dayMs - 1, 12 * dayMs + 1)).toEqual([[10, 'all'], ...middle, [12, 'all']])
      const whole = await read(tenant, ({ rating }) => rating.seriesSpan(day))
      expect(whole).toEqual({ fromMs: 10 * dayMs + 2 * quarterMs, untilMs: 13 * dayMs })
      expect(await read(tenant, ({ rating }) => rating.seriesSpan(newDay()))).toBeUndefined()
    })
  })
}
