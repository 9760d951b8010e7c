import { invariant } from '@octroi/shared/errors/invariant'
import type { Random } from './random.ts'

interface Event {
  readonly atMs: number
  /** Among events of one moment the seed decides which comes first. */
  readonly order: number
  readonly work: () => void
}

/** The time of the world, and what is to happen in it. Time moves only from one event to the next. */
export class Schedule {
  nowMs = 0
  /** Events that have happened. */
  happened = 0
  private readonly random: Random
  /** A heap: the earliest is the first. */
  private readonly heap: Event[] = []

  constructor(random: Random) {
    this.random = random
  }

  after(ms: number, work: () => void): void {
    this.push({ atMs: this.nowMs + Math.max(0, ms), order: this.random.next(), work })
  }

  /** Resolves so much later. */
  pause(ms: number): Promise<void> {
    return new Promise((resolve) => this.after(ms, resolve))
  }

  /** Has everything happen up to then. After each event all promises that can settle do, before the next one. */
  async runUntil(endMs: number): Promise<void> {
    await quiet()
    for (let next = this.heap[0]; next !== undefined && next.atMs <= endMs; next = this.heap[0]) {
      this.takeFirst()
      this.nowMs = next.atMs
      this.happened++
      next.work()
      await quiet()
    }
    this.nowMs = endMs
  }

  private push(event: Event): void {
    const { heap } = this
    let at = heap.length
    heap.push(event)
    for (let above = (at - 1) >> 1; at > 0 && isBefore(event, this.at(above)); above = (at - 1) >> 1) {
      heap[at] = this.at(above)
      heap[above] = event
      at = above
    }
  }

  private takeFirst(): void {
    const { heap } = this
    const last = heap.pop()
    if (last === undefined || heap.length === 0) return
    let at = 0
    for (;;) {
      const [left, right] = [2 * at + 1, 2 * at + 2]
      let least = left
      if (right < heap.length && isBefore(this.at(right), this.at(left))) least = right
      if (least >= heap.length || !isBefore(this.at(least), last)) break
      heap[at] = this.at(least)
      at = least
    }
    heap[at] = last
  }

  private at(place: number): Event {
    const event = this.heap[place]
    invariant(event !== undefined, 'the heap has no holes')
    return event
  }
}

function isBefore(left: Event, right: Event): boolean {
  return left.atMs === right.atMs ? left.order < right.order : left.atMs < right.atMs
}

/** All microtasks run before an immediate does, and nothing here waits for anything else. */
function quiet(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
