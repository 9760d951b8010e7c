import type { Random } from './random.ts'
import type { Schedule } from './schedule.ts'

/** A connection whose other end says nothing for so long is given up. */
const noticedMs = 45_000

/** The way between one device and the hub. While it is cut nothing passes; what was under way waits, or is given up. */
export class Way {
  private readonly schedule: Schedule
  private readonly random: Random
  private isCut = false
  private waiting: (() => void)[] = []
  private readonly connections = new Set<() => void>()
  /** How long one packet takes. */
  delayMs = { least: 5, most: 60 }
  /** Of requests and answers, how many get lost. */
  loss = 0

  constructor(schedule: Schedule, random: Random) {
    this.schedule = schedule
    this.random = random
  }

  cut(): void {
    if (this.isCut) return
    this.isCut = true
    this.schedule.after(noticedMs, () => {
      if (this.isCut) this.reset()
    })
  }

  heal(): void {
    this.isCut = false
    for (const go of this.waiting.splice(0)) go()
  }

  /** Every connection over it ends. */
  reset(): void {
    for (const end of [...this.connections]) end()
  }

  /** Remembers a connection until it ends. */
  connected(end: () => void): () => void {
    this.connections.add(end)
    return () => this.connections.delete(end)
  }

  /** Has something arrive later: in the order of one direction, where that is given. */
  carry(arrive: () => void, direction?: Direction): void {
    const { least, most } = this.delayMs
    const go = (): void => {
      const atMs = this.schedule.nowMs + this.random.between(least, most)
      if (direction === undefined) return this.schedule.after(atMs - this.schedule.nowMs, arrive)
      direction.lastMs = Math.max(atMs, direction.lastMs + 0.001)
      this.schedule.after(direction.lastMs - this.schedule.nowMs, arrive)
    }
    if (this.isCut) this.waiting.push(go)
    else go()
  }

  /** Whether a request or an answer gets lost. */
  loses(): boolean {
    return this.isCut || this.random.chance(this.loss)
  }
}

/** One direction of a connection: when what was sent last arrives. */
export interface Direction {
  lastMs: number
}
