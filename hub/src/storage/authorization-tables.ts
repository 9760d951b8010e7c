/** What is kept beside authorizations. */
export interface AuthorizationTables {
  /** Granted and nothing known to have come of it, in sums: a list of them would be read at each decision. */
  outstanding_grants: {
    tenant: string
    subscription: string
    service: string
    currency: string
    /** Sums are kept in parts, so that many grants at once do not all wait for one row. */
    part: number
    uses: number
    exact: string
  }
}
