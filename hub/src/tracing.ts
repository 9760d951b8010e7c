/** What is noted on a step. Names nobody: no account, device, partner, address or text that one of them wrote. */
export type StepFacts = Readonly<Record<string, string | number | boolean>>

/** One step of the hub's work, as whoever follows it sees it. */
export interface Step {
  note(facts: StepFacts): void
  /** What it was is known only now. */
  rename(name: string): void
  /** By an error, of which its kind alone is told, or for a reason in one word. */
  failed(cause: unknown): void
}

export interface StepAbout {
  /** Who began it: somebody who asks, somebody who sent something, the hub to somebody else, or the hub for itself. */
  readonly kind: 'server' | 'consumer' | 'client' | 'internal'
  readonly facts?: StepFacts
  /** The headers it came with: where they name a trace, it goes on here. */
  readonly from?: Readonly<Record<string, string | undefined>>
}

/** Tells what the hub does step by step, to whoever listens. Where nobody does, it costs next to nothing. */
export interface Tracing {
  /**
   * Runs work as a step of the one it is begun in. An error that leaves it marks the step as failed by its kind alone:
   * what an error says may hold what belongs in no trace.
   */
  step<T>(name: string, about: StepAbout, work: (step: Step) => Promise<T>): Promise<T>
  /** What lets whoever is called go on with the trace of the step under way. */
  headers(): Readonly<Record<string, string>>
  /** Sends what was not sent yet; never throws, never waits long. */
  flush(): Promise<void>
}
