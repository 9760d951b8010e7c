/** Consents and when devices were kept away, and what was used of quotas, granted of them, and handed to devices. A quota of no device in particular has an empty one. */
export interface QuotaTables {
  consents: {
    tenant: string
    consent: string
    owner: string
    grantee: string
    service: string
    device: string | null
    from_ms: number
    until_ms: number | null
    given_ms: number
    actions: string | null
  }
  device_suspensions: {
    tenant: string
    device: string
    from_ms: number
    until_ms: number | null
  }
  quota_usage: {
    tenant: string
    account: string
    meter: string
    quota_device: string
    from_ms: number
    quantity: string
  }
  quota_grants: {
    tenant: string
    quota_grant: string
    account: string
    meter: string
    quota_device: string
    quantity: string
    priority: number
    from_ms: number
    until_ms: number | null
    reason: string
    made_ms: number
    made_by: string
  }
  quota_allotments: {
    tenant: string
    account: string
    meter: string
    quota_device: string
    device: string
    lease_seq: number
    service: string
    counter: string
    ceiling: string
    counted: string
    ends_ms: number | null
  }
}
