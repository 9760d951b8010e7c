import type { RefusalCode } from '@octroi/shared/decisions/refusals'

/**
 * What stands between the agent and the hardware: one driver for each kind of thing. The agent loads it by path and
 * knows nothing else of the thing.
 */
export interface Driver {
  /** What it offers: service to actions. */
  readonly services: Readonly<Record<string, readonly string[]>>
  /** Those of its actions that are over once they were carried out, because nothing opens that would have to be closed. */
  readonly momentary?: readonly ServiceAction[]
  /** Which of them a code may start that is typed at its keypad; absent where it has none. At most four. */
  readonly keypad?: readonly ServiceAction[]
  /**
   * Local physical actions that nothing may block: no permit, standing or full disk. The driver carries them out by
   * itself, from its own input alone, and tells the agent afterwards.
   */
  readonly safetyActions: readonly SafetyAction[]
  /**
   * Begins to observe. Called once, before anything else. Tells in what position it finds each thing that opens: it may
   * have been moved while the agent was down.
   */
  start(host: DriverHost): Promise<void>
  /**
   * Why the thing must not act now (it is moving, say, or stands open already, so that an opening would be another's), or
   * undefined. Asked at every decision.
   */
  hindrance(action: ServiceAction): 'not_ready' | undefined
  /**
   * Moves the thing. Resolves when the command was carried out or failed; what follows is observed. What was unlatched and
   * nobody opens, the driver latches again by itself: after two minutes the agent takes it as not opened.
   */
  actuate(action: ServiceAction): Promise<Actuation>
  stop(): Promise<void>
}

export interface ServiceAction {
  readonly service: string
  readonly action: string
}

export interface SafetyAction extends ServiceAction {
  readonly description: string
}

export type Actuation = { readonly ok: true } | { readonly ok: false; readonly reason: string }

export interface DriverHost {
  /**
   * Tells what was observed, in order. Resolves when it is durably journalled, with how many records that made: a
   * reading of an interval that was journalled before makes none. Readings of one meter are told one call after another.
   * Rejects where the journal is full; a reading may then be told again.
   */
  observed(observations: readonly Observation[]): Promise<number>
  /**
   * Asks for an action for the device's own account, because somebody pressed a button on the thing. The lease decides; a
   * granted one is actuated next. Who may press is the thing's own affair.
   */
  requested(action: ServiceAction): Promise<Requested>
}

export type Requested = { readonly granted: true } | { readonly granted: false; readonly code: RefusalCode }

export interface Movement {
  readonly type: 'opened' | 'closed' | 'secured'
  readonly service: string
}

/** `closed` is not locked. */
export type Position = 'open' | 'closed' | 'secured'

export type Observation =
  | Movement
  /** How it is when the driver starts. Only what differs from what the agent knows is journalled. */
  | { readonly type: 'found'; readonly service: string; readonly position: Position }
  | {
      readonly type: 'reading'
      readonly service: string
      readonly meter: string
      readonly startMs: number
      readonly endMs: number
      /** In 1e-9 of the meter's unit. */
      readonly quantity: bigint
    }
  | { readonly type: 'safety_action'; readonly service: string; readonly action: string }
  | { readonly type: 'fault'; readonly service: string; readonly code: string }

/** What a driver module exports. `options` come from the agent's configuration, as the driver wants them. */
export interface DriverModule {
  createDriver(options: unknown): Driver
}
