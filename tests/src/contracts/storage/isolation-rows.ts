import type { Stores } from '@octroi/hub/stores'
import type { AskedRows, World } from './isolation-world.ts'

/** A method that answers from rows, and what it answers where there are none. */
export interface Reading {
  readonly reads: (stores: Stores, world: World) => Promise<unknown>
  readonly nothing: unknown
}

/** A method that changes rows: it adds the second row of the world, or changes the first. The mark tells whose it is. */
export interface Writing {
  readonly writes: (stores: Stores, world: World, mark: number) => Promise<unknown>
  /** It can only be done once, so the tenant has no rows before. */
  readonly onlyOnce?: true
}

export const span = { fromMs: 0, untilMs: 1000 }
export const page = { limit: 10 }
export const noPage = { items: [] }

export function reads(nothing: unknown, ask: Reading['reads']): Reading {
  return { reads: ask, nothing }
}

/** Asks for both rows of the world, one after the other. */
export function readsEach(nothing: unknown, ask: (stores: Stores, row: AskedRows) => Promise<unknown>): Reading {
  return reads([nothing, nothing], async (stores, { first, second }) => [await ask(stores, first), await ask(stores, second)])
}

export function lineOf({ subscription }: AskedRows) {
  return { subscription, price: 'energy', version: 3, band: 'peak', periodFromMs: 100 }
}

export function writes(act: Writing['writes']): Writing {
  return { writes: act }
}
