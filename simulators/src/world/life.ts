import type { Timers } from '@octroi/agent/clock/timers'
import type { Schedule } from './schedule.ts'

const never = new Promise<never>(() => undefined)

/**
 * One run of a program, from its start to its end, however it ends. What a program that has ended still waits for never
 * comes, and what it asked for later does not happen: it stops where it stood, between two awaits.
 */
export class Life {
  isOver = false
  /** Called at each point where the program waits. */
  onStep: () => void = () => undefined
  private readonly schedule: Schedule
  private readonly endings: (() => void)[] = []
  /** How many more steps it takes before it is killed; endless where undefined. */
  private stepsLeft: number | undefined
  private onKilled: () => void = () => undefined

  constructor(schedule: Schedule) {
    this.schedule = schedule
  }

  end(): void {
    if (this.isOver) return
    this.isOver = true
    for (const ending of this.endings) ending()
  }

  onEnd(work: () => void): void {
    if (this.isOver) work()
    else this.endings.push(work)
  }

  /** Kills it after so many more steps. */
  killAfter(steps: number, onKilled: () => void): void {
    this.stepsLeft = steps
    this.onKilled = onKilled
  }

  /** The program reached a point where it waits. Resolves at once, or never. */
  step(): Promise<void> {
    if (!this.isOver) this.onStep()
    if (this.stepsLeft !== undefined && this.stepsLeft-- <= 0) {
      this.stepsLeft = undefined
      this.onKilled()
    }
    return this.isOver ? never : Promise.resolve()
  }

  /** What comes of it, if the program still lives then. */
  async guard<T>(work: Promise<T>): Promise<T> {
    try {
      const result = await work
      return this.isOver ? await never : result
    } catch (error) {
      if (this.isOver) return never
      throw error
    }
  }

  readonly timers: Timers = {
    after: (ms, work) => {
      let isTakenBack = false
      this.schedule.after(ms, () => {
        if (!isTakenBack && !this.isOver) work()
      })
      return () => {
        isTakenBack = true
      }
    },
    every: (ms, work) => {
      let isTakenBack = false
      const round = (): void => {
        if (isTakenBack || this.isOver) return
        work()
        this.schedule.after(ms, round)
      }
      this.schedule.after(ms, round)
      return () => {
        isTakenBack = true
      }
    },
  }
}
