import { eventReceiptsSchema } from '../api/usage-events.ts'
import type { Route } from './merchant-routes.ts'

/** The operation that a feed of usage events knows, as the API document has it; a test compares the two. */
export const usageFeedRoutes = {
  sendEvents: { method: 'POST', path: '/v1/events', status: 200, answer: eventReceiptsSchema },
} as const satisfies Readonly<Record<string, Route>>
