import { Hono } from 'hono'
import type { HttpDependencies, HttpEnv } from '../../http/context.ts'
import { lineBatchRoutes } from './line-batches-page.tsx'
import { resaleActRoutes } from './resale-acts.tsx'
import { resaleListRoutes } from './resale-list.tsx'
import { resoldDeviceRoutes } from './resold-devices-page.tsx'

/** All that a supplier and a reseller see and do about what is resold. */
export function resaleRoutes(dependencies: HttpDependencies): Hono<HttpEnv> {
  return new Hono<HttpEnv>()
    .route('/', lineBatchRoutes(dependencies))
    .route('/', resaleListRoutes(dependencies))
    .route('/', resoldDeviceRoutes(dependencies))
    .route('/', resaleActRoutes(dependencies))
}
