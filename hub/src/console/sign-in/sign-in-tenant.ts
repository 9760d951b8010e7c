import { isId, type TenantId } from '@octroi/shared/ids/id'
import type { Context } from 'hono'
import type { HttpDependencies } from '../../http/context.ts'

export interface SignInTenant {
  readonly id: TenantId
  /** What the addresses of signing in carry on, where the tenant was named. */
  readonly query: string
}

/** Whose console somebody signs in to: the tenant that the address names, else the one that was founded first. */
export async function signInTenant({ req }: Context, { storage }: HttpDependencies): Promise<SignInTenant | undefined> {
  const named = req.query('tenant')
  if (named !== undefined) return isId('tenant', named) ? { id: named, query: `?tenant=${named}` } : undefined
  const [first] = await storage.tenants()
  return first && { id: first, query: '' }
}
