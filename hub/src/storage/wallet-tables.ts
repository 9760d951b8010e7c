/** What accounts paid beforehand, what became of it, and money that is on its way. */
export interface WalletTables {
  /** One row is all that a grant has to look at and change. */
  wallets: {
    tenant: string
    account: string
    wallet: string
    currency: string
    purpose: string
    lots: string
    owed: string
    movements: number
    automatic: string | null
    automatic_spent: number
  }
  wallet_movements: {
    tenant: string
    account: string
    wallet: string
    nth: number
    kind: string
    minor: string
    balance: string
    vat: string
    at_ms: number
    about: string
  }
  wallet_bills: {
    tenant: string
    account: string
    wallet: string
    subscription: string
    period_ms: number
    until_ms: number
    period: string
    net: string
    vat: string
    is_open: number
  }
  top_ups: {
    tenant: string
    top_up: string
    account: string
    wallet: string
    minor: string
    currency: string
    state: string
    provider: string
    is_automatic: number
    asked_ms: number
    decided_ms: number | null
    reference: string | null
  }
}
