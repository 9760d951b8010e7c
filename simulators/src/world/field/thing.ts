import type { Actuation, Driver, DriverHost, Observation, Position, Requested, ServiceAction } from '@octroi/agent/drivers/driver'
import type { Life } from '../life.ts'
import type { Surroundings } from '../surroundings.ts'
import type { Movement, Truth } from '../truth.ts'

export const trunk = 'trunk.access'
export const climate = 'cabin.climate'
export const energy = 'energy.supply'

const latchMs = 300
const heatsWithinMs = 100
/** What was unlatched and nobody opened latches again by itself. */
const relatchMs = 20_000
/** How often a meter tells, and how much it has counted then, in 1e-9 Wh. */
const readingMs = 60_000
export const readingQuantity = 250_000_000_000n
/** What could not be told is told again. */
const againMs = 5000
const readingsToldAgain = 3

/** A thing with a lid, a latch, a heating and a meter. It stays what it is while the power of its agent comes and goes. */
export class Thing {
  isOpen = false
  /** The latch lets the lid open. */
  isUnlatched = false
  /** The bolt has run home. */
  private isSecured = true
  private readonly name: string
  private readonly surroundings: Surroundings
  private readonly truth: Truth
  private host: DriverHost | undefined
  /** Readings that the agent has not written down yet: where they begin. */
  private untoldFromMs: number
  private readonly madeMs: number
  private restsFromMs = Number.MAX_SAFE_INTEGER

  constructor(name: string, surroundings: Surroundings, truth: Truth) {
    this.name = name
    this.surroundings = surroundings
    this.truth = truth
    this.madeMs = surroundings.trueMs()
    this.untoldFromMs = this.madeMs
  }

  /** Somebody pulls at the lid. True where it opened. */
  pull(): boolean {
    if (!this.isUnlatched || this.isOpen) return false
    this.moved('opened')
    this.isUnlatched = false
    this.opens()
    void this.tell({ type: 'opened', service: trunk })
    return true
  }

  /** Somebody closes it, and the bolt runs home. */
  close(): void {
    if (!this.isOpen) return
    this.isOpen = false
    this.moved('closed')
    const told = this.tell({ type: 'closed', service: trunk })
    this.surroundings.schedule.after(latchMs, () => {
      if (this.isOpen) return
      this.isUnlatched = false
      this.isSecured = true
      this.moved('secured')
      void told.then(() => this.tell({ type: 'secured', service: trunk }))
    })
  }

  /** Closed and not yet secured, the lid opens again. */
  spring(): void {
    if (this.isOpen) return
    this.moved('opened')
    this.opens()
    void this.tell({ type: 'opened', service: trunk })
  }

  /** Somebody inside pulls the handle that always opens. */
  release(): void {
    if (this.isOpen) return
    this.moved('released')
    this.opens()
    void this.tell({ type: 'safety_action', service: trunk, action: 'release_from_inside' })
  }

  /** Its owner presses a button on it. Undefined where nothing is there to answer. */
  press(action: ServiceAction): Promise<Requested> | undefined {
    return this.host?.requested(action)
  }

  /** Nothing more is metered. */
  rest(): void {
    this.restsFromMs = this.surroundings.trueMs()
  }

  /** What a run of the agent drives it with. */
  driver(life: Life): Driver {
    return {
      services: { [trunk]: ['open'], [climate]: ['heat'], [energy]: [] },
      keypad: [{ service: trunk, action: 'open' }],
      momentary: [{ service: climate, action: 'heat' }],
      safetyActions: [{ service: trunk, action: 'release_from_inside', description: 'The handle inside opens the lid, always.' }],
      start: async (host) => {
        this.host = host
        life.onEnd(() => {
          this.host = undefined
        })
        await host.observed([{ type: 'found', service: trunk, position: this.position() }])
        void this.readAgain(host)
        life.timers.every(readingMs, () => void this.read(host))
      },
      // What stands open cannot be opened: a permit for it would be confirmed for what somebody else did.
      hindrance: ({ service }) => (service === trunk && this.isOpen ? 'not_ready' : undefined),
      actuate: ({ service }) => (service === climate ? this.heat(life) : this.unlatch(life)),
      stop: async () => {
        this.host = undefined
      },
    }
  }

  /** The readings of whole intervals since the last one that was written down. */
  private async read(host: DriverHost): Promise<void> {
    const readings: Observation[] = []
    const nowMs = Math.min(this.surroundings.trueMs(), this.restsFromMs)
    for (let startMs = this.untoldFromMs; startMs + readingMs <= nowMs; startMs += readingMs) {
      const endMs = startMs + readingMs
      readings.push({ type: 'reading', service: energy, meter: 'energy', startMs, endMs, quantity: readingQuantity })
    }
    if (readings.length === 0) return
    await host.observed(readings).then(
      () => {
        this.untoldFromMs += readings.length * readingMs
        this.truth.metered(this.name, readings.length)
      },
      // A full journal: they are told again next time.
      () => undefined,
    )
  }

  /** A meter that knows not what became of its last readings tells them once more. */
  private async readAgain(host: DriverHost): Promise<void> {
    const firstMs = Math.max(this.madeMs, this.untoldFromMs - readingsToldAgain * readingMs)
    const readings: Observation[] = []
    for (let startMs = firstMs; startMs < this.untoldFromMs; startMs += readingMs) {
      const endMs = startMs + readingMs
      readings.push({ type: 'reading', service: energy, meter: 'energy', startMs, endMs, quantity: readingQuantity })
    }
    if (readings.length > 0) await host.observed(readings).catch(() => undefined)
  }

  private async heat(life: Life): Promise<Actuation> {
    await new Promise<void>((resolve) => void life.timers.after(heatsWithinMs, resolve))
    this.moved('heated')
    return { ok: true }
  }

  private async unlatch(life: Life): Promise<Actuation> {
    await new Promise<void>((resolve) => void life.timers.after(latchMs, resolve))
    this.moved('unlatched')
    this.isUnlatched = true
    this.isSecured = false
    this.surroundings.schedule.after(relatchMs, () => {
      if (!this.isUnlatched) return
      this.isUnlatched = false
      if (this.isOpen) return
      this.isSecured = true
      void this.tell({ type: 'secured', service: trunk })
    })
    return { ok: true }
  }

  private opens(): void {
    this.isOpen = true
    this.isSecured = false
  }

  private position(): Position {
    if (this.isOpen) return 'open'
    return this.isSecured ? 'secured' : 'closed'
  }

  private moved(how: Movement): void {
    this.surroundings.tell(`${this.name} ${how}`)
    this.truth.moved(this.name, how)
  }

  /** To the agent, if it runs. What it has no room for it is told again, as long as it stays true. */
  private async tell(observation: Observation): Promise<void> {
    const { host } = this
    await host?.observed([observation]).catch(() => {
      this.surroundings.schedule.after(againMs, () => {
        if (this.host === host) void this.tell(observation)
      })
    })
  }
}
