import type { FaultKind } from '../faults/fault.ts'
import { kindsOf, type Run } from '../world.ts'

/** What runs come to together. */
export class Tally {
  seeds = 0
  private events = 0
  private readonly faults = new Map<FaultKind, number>()
  private readonly killedAt = new Map<string, number>()
  private readonly lived = new Map<string, number>()

  add({ events, faults, counts, killedAt }: Run): void {
    for (const place of killedAt) this.killedAt.set(place, (this.killedAt.get(place) ?? 0) + 1)
    this.seeds++
    this.events += events
    for (const [kind, count] of kindsOf(faults)) this.faults.set(kind, (this.faults.get(kind) ?? 0) + count)
    for (const [what, count] of Object.entries(counts)) this.lived.set(what, (this.lived.get(what) ?? 0) + count)
  }

  lines(): readonly string[] {
    const lived = [...this.lived].map(([what, count]) => `${count} ${what}`)
    const faults = [...this.faults].toSorted(([left], [right]) => left.localeCompare(right))
    const all = sum(this.faults)
    return [
      `events       ${this.events}`,
      `lived        ${lived.join(', ')}`,
      `hub killed   at ${this.killedAt.size} awaits of its code, ${sum(this.killedAt)} times at a step of it`,
      `faults       ${all}: ${faults.map(([kind, count]) => `${kind} ${count}`).join(', ')}`,
    ]
  }
}

function sum(counts: ReadonlyMap<string, number>): number {
  return [...counts.values()].reduce((total, count) => total + count, 0)
}
