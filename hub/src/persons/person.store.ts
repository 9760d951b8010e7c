import type { ErasureBlock } from '@octroi/shared/api/persons'
import type { AccountId } from '@octroi/shared/ids/id'
import type { Erased } from '../accounts/account.ts'
import type { Page, PageRequest } from '../page.ts'

/** One row that is of a person, as it is kept: bytes in base64url, secrets left out. */
export interface PersonalRow {
  readonly table: string
  readonly row: Readonly<Record<string, unknown>>
}

/** All that is kept of a person, whatever table it lies in. */
export interface PersonStore {
  /** Table by table, each in the order of its key; undefined where `after` is not the `next` of a page. */
  rows(page: PageRequest, account: AccountId): Promise<Page<PersonalRow> | undefined>
  /** How many things each stand in the way of erasing. */
  blocks(account: AccountId, nowMs: number): Promise<Readonly<Record<ErasureBlock, number>>>
  /** Takes away what names or describes the person, ends what is in force, and leaves ids, signed facts and money. */
  erase(account: AccountId, erased: Erased): Promise<void>
}
