import type { Environment } from '../environment.ts'
import { type KeepNeeds, keepSettlement } from './keep-settlement.use-case.ts'
import { type Settlement, settle } from './settle.ts'
import type { WalletPlace } from './wallet.store.ts'
import type { Wallet } from './wallet.ts'
import { type AskedFacts, type WalletFacts, type WalletNeeds, walletFacts } from './wallet-facts.use-case.ts'
import { findWallet } from './wallet-terms.use-case.ts'

/** A wallet as it stands now, whether that is kept already or not. */
export interface StandingWallet {
  readonly before: Wallet
  readonly settlement: Settlement
  readonly reserved: bigint
  readonly needed: bigint
}

/** What a wallet comes to now, with nothing written; undefined where none is declared by that name. */
export async function standingWallet(
  stores: WalletNeeds,
  environment: Pick<Environment, 'nowMs'>,
  place: WalletPlace,
  asked: AskedFacts = {},
): Promise<StandingWallet | undefined> {
  const before = await findWallet(stores, place)
  if (before === undefined) return undefined
  const { bills, reserved, needed }: WalletFacts = await walletFacts(stores, environment, before, asked)
  return { before, settlement: settle(before, { bills, reserved, nowMs: environment.nowMs() }), reserved, needed }
}

/** Captures what bills came to since, lets go what has expired, and keeps it. */
export async function settleWallet(
  stores: WalletNeeds & KeepNeeds,
  environment: Environment,
  place: WalletPlace,
  asked: AskedFacts = {},
): Promise<StandingWallet | undefined> {
  const standing = await standingWallet(stores, environment, place, asked)
  if (standing !== undefined) await keepSettlement(stores, environment, standing)
  return standing
}
