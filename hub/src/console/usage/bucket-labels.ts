import type { Zone } from '@octroi/shared/time/zone'
import { type Language, locales } from '../../http/pages/translated.ts'
import type { UsageLevel } from '../../usage/usage-buckets.ts'

const date = { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' } as const
const time = { ...date, hour: '2-digit', minute: '2-digit' } as const
const styles: Readonly<Record<UsageLevel, Intl.DateTimeFormatOptions>> = {
  half_hour: time,
  hour: time,
  day: date,
  month: { month: 'long', year: 'numeric' },
}

/** How buckets are called where the account lives. Times that the clocks show twice are told apart by their offset. */
export function bucketLabels(
  language: Language,
  zone: Zone,
  level: UsageLevel,
  buckets: readonly { readonly fromMs: number }[],
): readonly string[] {
  const format = new Intl.DateTimeFormat(locales[language], { ...styles[level], timeZone: zone })
  const offset = new Intl.DateTimeFormat(locales[language], { ...styles[level], timeZone: zone, timeZoneName: 'short' })
  const labels = buckets.map(({ fromMs }) => format.format(fromMs))
  const times = new Map<string, number>()
  for (const label of labels) times.set(label, (times.get(label) ?? 0) + 1)
  return labels.map((label, index) => (times.get(label) === 1 ? label : offset.format(buckets[index]?.fromMs)))
}
