import type { ImportKind } from '@octroi/shared/api/vocabulary'
import type { Environment } from '../environment.ts'
import type { OrderActor } from '../orders/order-progress.ts'
import type { Stores } from '../stores.ts'
import { importAccounts } from './import-accounts.use-case.ts'
import { importDevices } from './import-devices.use-case.ts'
import { type ImportReport, TakenBack } from './import-report.ts'
import { importSubscriptions } from './import-subscriptions.use-case.ts'

export interface ImportFile {
  readonly kind: ImportKind
  /** Whose names stand in the file. */
  readonly system: string
  readonly text: string
  readonly isDryRun: boolean
  /** Who sends it. */
  readonly actor: OrderActor
}

/**
 * Takes in all rows of a file, each as if it came by itself, or none: where something is wrong, or it is a dry run, the transaction is
 * left with {@link TakenBack}, so that what a dry run says is what the rows themselves came to.
 */
export async function importFile(
  stores: Stores,
  environment: Environment,
  { kind, system, text, isDryRun, actor }: ImportFile,
): Promise<ImportReport> {
  const taken = await importers[kind](stores, environment, system, text, actor)
  const report: ImportReport = { entitled: [], ...taken, kind, system }
  if (isDryRun || report.faults.length > 0) throw new TakenBack(report)
  return report
}

const importers = { accounts: importAccounts, devices: importDevices, subscriptions: importSubscriptions } as const
