/** What became of a subscription since it was bought. Documents are read whole with their row. */
export interface PhaseColumns {
  quantity: number | null
  phases: string | null
  replaces: string | null
  replaced_by: string | null
}

/** What was asked to become of subscriptions, and whose a device was when. */
export interface SubscriptionTables {
  subscription_changes: {
    tenant: string
    subscription: string
    change: string
    asked: string
    at_ms: number
    asked_ms: number
    follows: string | null
    began: string | null
    former_until_ms: number | null
    taken_back_ms: number | null
  }
  /** Of devices that were transferred; all others were always their owner's. */
  device_owners: {
    tenant: string
    device: string
    from_ms: number
    owner: string
    until_ms: number | null
  }
}
