import { nowMs } from './opening-world.ts'

/** The agent's own record of a start. */
export const agentStarted = (time: number) =>
  ({ time, timeState: 'synced', service: 'agent', type: 'started', body: {} }) as const

/** A meter's reading of an interval, journalled at the world's now. */
export const energyReading = (start: number, end: number, quantity: bigint) =>
  ({
    time: nowMs,
    timeState: 'synced',
    service: 'energy.supply',
    type: 'reading',
    body: { meter: 'energy', start, end, quantity },
  }) as const
