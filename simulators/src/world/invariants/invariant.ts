import type { Evidence } from '../evidence.ts'
import type { World } from '../world.ts'

/** What must hold, whatever happens. */
export interface Invariant {
  readonly name: string
  /** In a sentence. */
  readonly says: string
  /** Looks once the faults have stopped and the world has settled. Answers with what does not hold. */
  readonly holds: (world: World, evidence: Evidence) => Promise<readonly string[]>
}

export interface Broken {
  readonly invariant: string
  readonly detail: string
}
