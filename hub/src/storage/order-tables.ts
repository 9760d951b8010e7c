/** Orders: what they ask for, what they wait for, and what happened to them. */
export interface OrderTables {
  orders: {
    tenant: string
    order_id: string
    account: string
    state: string
    placed_ms: number
    expires_ms: number | null
  }
  /** From 0, as they were asked for. */
  order_items: {
    tenant: string
    order_id: string
    nth: number
    action: string
    subscription: string
    offer: string | null
    catalogue_version: number | null
    device: string | null
    quantity: number | null
    coupon: string | null
    starts_ms: number | null
    effective: string | null
    effective_ms: number | null
    began: string | null
  }
  order_steps: {
    tenant: string
    order_id: string
    step: string
    due: string | null
    done_ms: number | null
    done_by: string | null
    reason: string | null
  }
  /** From 0, as they came. */
  order_events: {
    tenant: string
    order_id: string
    nth: number
    type: string
    at_ms: number
    done_by: string | null
    reason: string | null
  }
}
