import type { accountSchema } from '@octroi/shared/api/accounts'
import { formatInstant } from '@octroi/shared/time/instant'
import type { z } from 'zod'
import type { KnownAccount } from '../accounts/known-account.use-case.ts'
import type { Named } from '../accounts/profile.ts'

type View = z.infer<typeof accountSchema>

export function accountView({ account, profile }: KnownAccount): View {
  const { id, name, zone, erased, standing, createdAtMs } = account
  const { version: _, externalIds, attributes, contacts, address, ...single } = profile
  return {
    ...{ id, name, zone, standing: standing.standing },
    ...(standing.sinceMs === undefined ? {} : { standingSince: formatInstant(standing.sinceMs) }),
    ...(standing.reason === undefined ? {} : { standingReason: standing.reason }),
    ...single,
    ...(address === undefined ? {} : { address: { ...address, lines: [...address.lines] } }),
    ...(contacts.length === 0 ? {} : { contacts: [...contacts] }),
    ...namedView('externalIds', externalIds),
    ...namedView('attributes', attributes),
    createdAt: formatInstant(createdAtMs),
    ...(erased === undefined ? {} : { erasedAt: formatInstant(erased.atMs) }),
  }
}

function namedView<K extends string>(field: K, named: Named): { readonly [P in K]?: Record<string, string> } {
  return (Object.keys(named).length === 0 ? {} : { [field]: { ...named } }) as { readonly [P in K]?: Record<string, string> }
}
