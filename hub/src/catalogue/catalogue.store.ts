import type { VersionScope } from '@octroi/shared/api/vocabulary'
import type { Page, PageRequest } from '../page.ts'
import type { Catalogue } from './catalogue.ts'

/** A catalogue as it was published. It never changes; what is bought names the version. */
export interface CatalogueVersion {
  readonly version: number
  readonly effectiveFromMs: number
  readonly publishedAtMs: number
  readonly touches: VersionScope
  /** The file as it came, comments and all. */
  readonly source: string
  readonly catalogue: Catalogue
}

/** A version without what it says. */
export type VersionDate = Pick<CatalogueVersion, 'version' | 'effectiveFromMs' | 'touches'>

export interface CatalogueStore {
  insert(version: CatalogueVersion): Promise<void>
  get(version: number): Promise<CatalogueVersion | undefined>
  /** The one with the greatest number, whether in effect yet or not. */
  latest(): Promise<CatalogueVersion | undefined>
  /** The newest one whose effective date is not after the instant. */
  inEffectAt(ms: number): Promise<CatalogueVersion | undefined>
  /** Those after a version that touch who had subscribed before, and are effective before an instant; newest first. */
  touching(range: { readonly after: number; readonly beforeMs: number }): Promise<readonly VersionDate[]>
  list(page: PageRequest): Promise<Page<CatalogueVersion>>
}

/** What rating reads of the catalogue. */
export type VersionReader = Pick<CatalogueStore, 'get' | 'touching'>
