/** What is kept beside authorizations. */
export interface AuthorizationTables {
  /** Granted and nothing known to have come of it, in sums: a list of them would be read at each decision. */
  outstanding_grants: {
    tenant: string
    subscription: string
    service: string
    currency: string
    uses: number
    exact: string
  }
}
