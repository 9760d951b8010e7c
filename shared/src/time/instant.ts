/** An instant in code is whole milliseconds since 1970-01-01T00:00Z; outward it is RFC 3339 text in UTC. */
const latestMs = 253_402_300_799_999

const rfc3339 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,3})?(?:Z|[+-]\d{2}:\d{2})$/

export function formatInstant(ms: number): string {
  return new Date(ms).toISOString()
}

/** Undefined for text that is not RFC 3339 with seconds and an offset, or names a day that does not exist. */
export function parseInstant(text: string): number | undefined {
  if (!rfc3339.test(text)) return undefined
  const ms = Date.parse(text)
  const [year, month, day] = [Number(text.slice(0, 4)), Number(text.slice(5, 7)), Number(text.slice(8, 10))]
  const exists = day >= 1 && day <= new Date(Date.UTC(year, month, 0)).getUTCDate()
  return Number.isNaN(ms) || !exists || ms < 0 || ms > latestMs ? undefined : ms
}
