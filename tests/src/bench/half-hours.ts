const halfHourMs = 1_800_000
const yearsMs = 10 * 365 * 86_400_000

/** A meter's readings by half hours, one after another through ten years. */
export class HalfHours {
  /** When the first one begins. */
  readonly startMs: number
  private readonly nowMs: number
  private told = 0

  constructor(nowMs: number) {
    this.nowMs = nowMs
    this.startMs = Math.floor((nowMs - yearsMs) / halfHourMs) * halfHourMs
  }

  readings(count: number) {
    return Array.from({ length: count }, () => {
      const start = this.startMs + this.told++ * halfHourMs
      const body = { meter: 'energy', start, end: start + halfHourMs, quantity: 250_000_000_000n }
      return { time: this.nowMs, timeState: 'synced', service: 'energy.supply', type: 'reading', body } as const
    })
  }
}
