import type { AccountId } from '@octroi/shared/ids/id'
import type { LedgerAccount } from '../../ledger/entry.ts'

const pattern = /^(?:revenue|(?:accrued|payable) acct_[0-7][0-9a-hjkmnp-tv-z]{25})$/

export function readLedgerAccount(text: string): LedgerAccount | undefined {
  return pattern.test(text) ? (text as LedgerAccount) : undefined
}

/** Whose account it is; the operator's own has nobody's. */
export function accountOfLedger(account: LedgerAccount): AccountId | undefined {
  return account === 'revenue' ? undefined : (account.slice(account.indexOf(' ') + 1) as AccountId)
}

export function ledgerKind(account: LedgerAccount): 'accrued' | 'payable' | 'revenue' {
  if (account === 'revenue') return 'revenue'
  return account.startsWith('accrued ') ? 'accrued' : 'payable'
}

export function postingsPath(account: LedgerAccount): string {
  return `/console/ledger/accounts/${encodeURIComponent(account)}`
}

export function entryPath(key: string): string {
  return `/console/ledger/entries/${encodeURIComponent(key)}`
}
