import type { AccountId } from '@octroi/shared/ids/id'
import {
  type LedgerAccount,
  type LedgerAccountKind,
  ledgerAccountKinds,
  type OwnLedgerAccount,
  ownLedgerAccounts,
} from '../../ledger/entry.ts'

export const ledgerAccountPattern = `(?:${ownLedgerAccounts.join('|')}|(?:${ledgerAccountKinds.join('|')}) acct_[0-7][0-9a-hjkmnp-tv-z]{25})`
const pattern = new RegExp(`^${ledgerAccountPattern}$`)

export const ledgerKinds = [...ledgerAccountKinds, ...ownLedgerAccounts] as const

export function readLedgerAccount(text: string): LedgerAccount | undefined {
  return pattern.test(text) ? (text as LedgerAccount) : undefined
}

/** Whose account it is; the operator's own has nobody's. */
export function accountOfLedger(account: LedgerAccount): AccountId | undefined {
  const at = account.indexOf(' ')
  return at < 0 ? undefined : (account.slice(at + 1) as AccountId)
}

export function ledgerKind(account: LedgerAccount): LedgerAccountKind | OwnLedgerAccount {
  const [kind = ''] = account.split(' ')
  return ledgerKinds.find((each) => each === kind) ?? 'revenue'
}

export function postingsPath(account: LedgerAccount): string {
  return `/console/ledger/accounts/${encodeURIComponent(account)}`
}

export function entryPath(key: string): string {
  return `/console/ledger/entries/${encodeURIComponent(key)}`
}
