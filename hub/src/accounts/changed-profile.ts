import { attributesAtMost, externalIdsAtMost } from '@octroi/shared/api/profile'
import { type Fault, fault } from '@octroi/shared/errors/fault'
import { ownEntry } from '@octroi/shared/own-entry'
import type { Account } from './account.ts'
import type { Named, Profile } from './profile.ts'

/** What is absent stays, `null` takes it away; of what is named by others, each one for itself. */
export type AccountChange = {
  readonly [Part in 'parent' | 'language' | 'legalName' | 'address' | 'tax']?: Profile[Part] | null | undefined
} & {
  readonly name?: string | undefined
  readonly contacts?: Profile['contacts'] | undefined
  readonly externalIds?: Readonly<Record<string, string | null>> | undefined
  readonly attributes?: Readonly<Record<string, string | null>> | undefined
}

const single = ['parent', 'language', 'legalName', 'address', 'tax', 'contacts'] as const

/** The profile with a change. Its version rises even where nothing differs: somebody looked, and meant what is there. */
export function changedProfile(profile: Profile, change: AccountChange): Profile {
  const changed: Record<string, unknown> = { ...profile }
  for (const part of single) {
    const now = change[part]
    if (now === undefined) continue
    if (now === null) delete changed[part]
    else changed[part] = now
  }
  return {
    ...(changed as unknown as Profile),
    version: profile.version + 1,
    externalIds: changedNames(profile.externalIds, change.externalIds),
    attributes: changedNames(profile.attributes, change.attributes),
  }
}

/** Whether a change says anything that is not so already. */
export function saysMore(
  profile: Profile,
  { externalIds = {}, attributes = {}, ...change }: Omit<AccountChange, 'name'>,
): boolean {
  const isNew = (before: Named, now: Readonly<Record<string, string | null>>): boolean =>
    Object.entries(now).some(([key, value]) => value !== (ownEntry(before, key) ?? null))
  return (
    single.some((part) => change[part] !== undefined && JSON.stringify(change[part]) !== JSON.stringify(profile[part] ?? null)) ||
    isNew(profile.externalIds, externalIds) ||
    isNew(profile.attributes, attributes)
  )
}

function changedNames(before: Named, change: AccountChange['attributes'] = {}): Named {
  const all = Object.entries({ ...before, ...change })
  return Object.fromEntries(all.filter((entry): entry is [string, string] => entry[1] !== null))
}

/** More than an account can have, though the change alone has not. */
export function tooManyFaults({ externalIds, attributes }: Profile): readonly Fault[] {
  const most = { externalIds: externalIdsAtMost, attributes: attributesAtMost }
  return Object.entries({ externalIds, attributes }).flatMap(([path, named]) => {
    const limit = most[path as keyof typeof most]
    return Object.keys(named).length <= limit ? [] : [fault(path, 'out_of_range', `must be at most ${limit}`)]
  })
}

/** What an editor read, to be shown again when it writes. It changes with the standing too, which is shown beside. */
export function entityTag(
  { standing: { sinceMs = 0 } }: Pick<Account, 'standing'>,
  { version }: Pick<Profile, 'version'>,
): string {
  return `"${version}.${sinceMs}"`
}
