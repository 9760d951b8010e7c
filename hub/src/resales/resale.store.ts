import type { ResaleSide } from '@octroi/shared/api/vocabulary'
import type { TimeSpan } from '@octroi/shared/decisions/action'
import type { AccountId, ResaleId } from '@octroi/shared/ids/id'
import type { Page, PageRequest } from '../page.ts'
import type { LineKey } from '../rating/usage-source.ts'
import type { Resale, ResalePartner } from './resale.ts'
import type { WholesaleSource } from './wholesale-source.ts'

/** A resale that was in force, with the tenant on the other side. */
export interface AgreedResale {
  readonly id: ResaleId
  readonly partner: ResalePartner
}

export interface ResaleStore {
  insert(resale: Resale): Promise<void>
  get(id: ResaleId): Promise<Resale | undefined>
  /** Newest first. */
  list(page: PageRequest): Promise<Page<Resale>>
  /** Those in which the account stands for the reseller, ended ones too. */
  ofAccount(account: AccountId): Promise<readonly Resale[]>
  /** Those that were in force at some instant of the span, in the order they were proposed. */
  agreed(side: ResaleSide, during: TimeSpan): Promise<readonly AgreedResale[]>
  /** The proposal's code is gone with it. */
  accept(id: ResaleId, accepted: { readonly partner: ResalePartner; readonly agreedAtMs: number }): Promise<void>
  end(id: ResaleId, ended: { readonly endedAtMs: number; readonly endedBy: ResaleSide }): Promise<void>
  insertSources(sources: readonly WholesaleSource[]): Promise<void>
  /** By alias and in the order of its journal. */
  sourcesOn(page: PageRequest, line: LineKey): Promise<Page<WholesaleSource>>
}
