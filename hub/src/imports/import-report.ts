import type { ImportKind } from '@octroi/shared/api/vocabulary'
import type { AccountId, DeviceId, SubscriptionId } from '@octroi/shared/ids/id'
import type { ImportFault } from './read-table.ts'

/** What a row became. */
export interface ImportedRow {
  readonly line: number
  readonly externalId: string
  readonly outcome: 'created' | 'changed' | 'unchanged'
  readonly id: AccountId | DeviceId | SubscriptionId
  /** Of a device that was registered. */
  readonly claim?: { readonly code: string; readonly expiresAtMs: number }
}

/** What a file came to: each of its rows is among them, or has faults, or names a row that has. */
export interface ImportReport {
  readonly kind: ImportKind
  readonly system: string
  readonly rows: readonly ImportedRow[]
  /** In the order of the file. */
  readonly faults: readonly ImportFault[]
  /** Who may use something from now on. */
  readonly entitled: readonly AccountId[]
}

/** Thrown so that all that was written is undone: a dry run is over, or something of the file is wrong. */
export class TakenBack extends Error {
  override readonly name = 'TakenBack'
  readonly report: ImportReport

  constructor(report: ImportReport) {
    super('the import was taken back')
    this.report = report
  }
}
