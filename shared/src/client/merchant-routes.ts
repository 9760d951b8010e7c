import type { z } from 'zod'
import {
  authorizationDetailSchema,
  authorizationSchema,
  authorizationsSchema,
  quotedAuthorizationSchema,
  toldTimeSchema,
} from '../api/authorizations.ts'
import { consentsSchema, entitlementsSchema } from '../api/entitlements.ts'
import { chargesSchema } from '../api/invoices.ts'
import { orderSchema, ordersSchema, subscriptionsSchema } from '../api/orders.ts'
import { proofSchema } from '../api/proof.ts'
import { tenantSchema } from '../api/tenant.ts'
import { addedEndpointSchema, deliveriesSchema, deliverySchema, endpointsSchema } from '../api/webhooks.ts'

export interface Route {
  readonly method: 'GET' | 'POST' | 'DELETE'
  readonly path: string
  readonly status: number
  /** Absent where the answer has no body. */
  readonly answer?: z.ZodType
}

const authorization = '/v1/authorizations/{authorization}'
const endpoints = '/v1/webhook-endpoints'

/** Every operation the merchant's client knows, as the API document has it; a test compares the two. */
export const merchantRoutes = {
  tenant: { method: 'GET', path: '/v1/tenant', status: 200, answer: tenantSchema },
  order: { method: 'POST', path: '/v1/orders', status: 201, answer: orderSchema },
  orders: { method: 'GET', path: '/v1/orders', status: 200, answer: ordersSchema },
  subscriptions: { method: 'GET', path: '/v1/subscriptions', status: 200, answer: subscriptionsSchema },
  charges: { method: 'GET', path: '/v1/subscriptions/{subscription}/charges', status: 200, answer: chargesSchema },
  entitlements: { method: 'GET', path: '/v1/entitlements', status: 200, answer: entitlementsSchema },
  consents: { method: 'GET', path: '/v1/consents', status: 200, answer: consentsSchema },
  quote: { method: 'POST', path: '/v1/authorizations', status: 200, answer: quotedAuthorizationSchema },
  authorize: { method: 'POST', path: '/v1/authorizations', status: 201, answer: authorizationSchema },
  authorizations: { method: 'GET', path: '/v1/authorizations', status: 200, answer: authorizationsSchema },
  authorization: { method: 'GET', path: authorization, status: 200, answer: authorizationDetailSchema },
  cancel: { method: 'POST', path: `${authorization}/cancellation`, status: 202, answer: authorizationSchema },
  time: { method: 'POST', path: `${authorization}/times`, status: 201, answer: toldTimeSchema },
  proof: { method: 'GET', path: `${authorization}/proof`, status: 200, answer: proofSchema },
  addEndpoint: { method: 'POST', path: endpoints, status: 201, answer: addedEndpointSchema },
  endpoints: { method: 'GET', path: endpoints, status: 200, answer: endpointsSchema },
  removeEndpoint: { method: 'DELETE', path: `${endpoints}/{endpoint}`, status: 204 },
  replay: { method: 'POST', path: '/v1/webhook-deliveries/{delivery}/replay', status: 200, answer: deliverySchema },
  deliveries: { method: 'GET', path: '/v1/webhook-deliveries', status: 200, answer: deliveriesSchema },
} as const satisfies Readonly<Record<string, Route>>

/** The path with its parameters filled in. */
export function pathOf(template: string, parameters: Readonly<Record<string, string>> = {}): string {
  return template.replaceAll(/\{(\w+)\}/g, (_whole, name: string) => encodeURIComponent(parameters[name] ?? ''))
}
