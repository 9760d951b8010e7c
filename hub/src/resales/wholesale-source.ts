import type { UsageSource } from '../rating/usage-source.ts'

/**
 * What a batch of a reseller's device adds to a line of its supplier. The device has an alias, and of the batch the supplier
 * holds the hash alone: enough for the reseller to prove the records behind a line, and too little to read them.
 */
export interface WholesaleSource extends Omit<UsageSource, 'overlap' | 'records'> {
  /** SHA-256 of the batch as it was signed; absent where its records were forgotten before it was counted. */
  readonly batch?: Uint8Array
  /** Absent where the line does not add, but keeps the greatest, say. */
  readonly quantity?: bigint
}
