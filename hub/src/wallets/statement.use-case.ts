import type { Stores } from '../stores.ts'
import type { WalletPlace } from './wallet.store.ts'
import type { Movement } from './wallet.ts'

export interface AskedStatement {
  readonly fromMs: number
  readonly untilMs: number
  /** Goes on after this movement. */
  readonly after: number
  readonly limit: number
}

/** Every movement of a time with its reason, and what was there before and after them. */
export interface Statement {
  readonly opening: bigint
  readonly closing: bigint
  readonly movements: readonly Movement[]
  readonly next?: number
}

export async function walletStatement(
  { wallets }: Pick<Stores, 'wallets'>,
  place: WalletPlace,
  { fromMs, untilMs, after, limit }: AskedStatement,
): Promise<Statement> {
  const opening = (await wallets.lastBefore(place, fromMs))?.balance ?? 0n
  const closing = (await wallets.lastBefore(place, Math.max(fromMs, untilMs)))?.balance ?? 0n
  const found = await wallets.movementsWithin(place, { fromMs, untilMs, after, limit: limit + 1 })
  const movements = found.slice(0, limit)
  const last = movements.at(-1)
  return { opening, closing, movements, ...(found.length > limit && last !== undefined ? { next: last.nth } : {}) }
}
