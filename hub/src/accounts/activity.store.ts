import type { AccountId } from '@octroi/shared/ids/id'
import type { Activity } from './activity.ts'

export interface ActivityStore {
  /** Adds to what is there. */
  add(activities: readonly Activity[]): Promise<void>
  /** All of these accounts, by month and counter. */
  ofAll(accounts: readonly AccountId[]): Promise<readonly Activity[]>
}
