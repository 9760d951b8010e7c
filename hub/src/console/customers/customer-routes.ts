import { Hono } from 'hono'
import type { HttpDependencies, HttpEnv } from '../../http/context.ts'
import { accountListRoutes } from '../accounts/account-list.tsx'
import { accountListPages } from '../accounts/account-list-page.tsx'
import { accountRoutes } from '../accounts/account-routes.tsx'
import { importPageRoutes } from '../imports/import-page.tsx'

/** Accounts, one by one, listed, and from a file. */
export function customerPageRoutes(dependencies: HttpDependencies): Hono<HttpEnv> {
  const app = new Hono<HttpEnv>()
  app.route('/', accountListRoutes(dependencies))
  app.route('/', accountListPages(dependencies))
  app.route('/', accountRoutes(dependencies))
  app.route('/', importPageRoutes(dependencies))
  return app
}
