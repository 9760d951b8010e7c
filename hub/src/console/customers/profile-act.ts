import type { AccountId } from '@octroi/shared/ids/id'
import type { Context } from 'hono'
import { changeAccount } from '../../accounts/change-account.use-case.ts'
import { knownAccount } from '../../accounts/known-account.use-case.ts'
import type { HttpDependencies, HttpEnv } from '../../http/context.ts'
import { accountPage } from '../accounts/account-page.tsx'
import { act } from '../frame/act.ts'
import { saidPage } from '../frame/plain-pages.tsx'
import { inFields, typedChange } from './profile-typed.ts'

/** Saves who an account is, or shows the form again with what is wrong. */
export async function profileAct(context: Context<HttpEnv>, dependencies: HttpDependencies, id: AccountId): Promise<Response> {
  const form = context.get('form')
  const { tenant } = context.get('caller')
  const before = await dependencies.storage.read(tenant, (stores) => knownAccount(stores, id))
  if (before === undefined) return saidPage(context, context.get('consoleView'), 'notFound')
  const typed = typedChange(form, before)
  if (!typed.ok) return accountPage(context, dependencies, { profile: { form, faults: typed.error } })
  const command = { id, change: typed.value, ifMatch: form.tag ?? '' }
  return act(context, dependencies, (stores) => changeAccount(stores, command), {
    onRefused: ({ kind, faults = [], detail }) => {
      const found = faults.length === 0 && kind !== 'stale' ? { name: detail } : inFields(faults)
      return accountPage(context, dependencies, { profile: { form, faults: found, isStale: kind === 'stale' } })
    },
    onDone: () => context.redirect(`/console/accounts/${id}?done=profiled`, 303),
  })
}
