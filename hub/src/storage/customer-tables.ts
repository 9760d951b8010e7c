/** Who accounts are beside their names, what other systems call things, and what accounts did. */
export interface CustomerTables {
  account_profiles: {
    tenant: string
    account: string
    version: number
    parent: string | null
    language: string | null
    legal_name: string | null
    address: string | null
    tax: string | null
    contacts: string
  }
  account_attributes: { tenant: string; account: string; attribute: string; value: string }
  /** `thing`: the id of an account, a device or a subscription, as `kind` says. */
  external_ids: { tenant: string; kind: string; system: string; external_id: string; thing: string }
  /** What an account did in a month of its zone, by what was counted. */
  account_activity: {
    tenant: string
    account: string
    counter: string
    month_ms: number
    /** Units, or money: an exact decimal. */
    total: string
    records: number
  }
}
