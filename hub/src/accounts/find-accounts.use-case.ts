import type { Standing } from '@octroi/shared/api/vocabulary'
import { type Failure, invalid } from '@octroi/shared/errors/failure'
import { fault } from '@octroi/shared/errors/fault'
import { err, ok, type Result } from '@octroi/shared/errors/result'
import type { AccountId } from '@octroi/shared/ids/id'
import { ownEntry } from '@octroi/shared/own-entry'
import type { Catalogue } from '../catalogue/catalogue.ts'
import type { Segment } from '../catalogue/segment.ts'
import type { Environment } from '../environment.ts'
import { folded } from '../folded.ts'
import type { Page, PageRequest } from '../page.ts'
import type { Stores } from '../stores.ts'
import type { Account } from './account.ts'
import { type KnownAccount, withProfiles } from './known-account.use-case.ts'
import { membership } from './segments.ts'
import { segmentFacts } from './segments-of.use-case.ts'

type Needs = Pick<Stores, 'accounts' | 'profiles' | 'externalIds' | 'activity' | 'catalogue'>

/** What accounts are narrowed to; all of it holds of each that is found. */
export interface Sought {
  /** Already folded. */
  readonly namePrefix?: string | undefined
  readonly standing?: Standing | undefined
  readonly parent?: AccountId | undefined
  readonly externalId?: { readonly system: string; readonly name: string } | undefined
  readonly attribute?: { readonly key: string; readonly value: string } | undefined
  readonly segment?: string | undefined
}

/** Of how many accounts one page may look whether they are meant: who is in a segment no index knows. */
const lookedAtMost = 1000
const lookedAtOnce = 200

/**
 * Accounts by what is known of them, found by the most telling of it and held against the rest. A page may hold fewer than it
 * might, or none, and still have a `next`.
 */
export async function findAccounts(
  stores: Needs,
  { nowMs }: Pick<Environment, 'nowMs'>,
  page: PageRequest,
  sought: Sought,
): Promise<Result<Page<KnownAccount>, Failure>> {
  const catalogue = sought.segment === undefined ? undefined : (await stores.catalogue.inEffectAt(nowMs()))?.catalogue
  const segment = ownEntry(catalogue?.segments ?? {}, sought.segment ?? '')
  if (sought.segment !== undefined && segment === undefined) {
    return err(invalid([fault('segment', 'segment_not_found', `The catalogue in effect has no segment \`${sought.segment}\`.`)]))
  }
  const meant = { catalogue, segment, sought, nowMs: nowMs() }
  const isNarrowed = sought.segment !== undefined || isHeldAgainst(sought)
  const items: KnownAccount[] = []
  let after = page.after
  for (let looked = 0; looked < lookedAtMost; ) {
    const missing = page.limit - items.length
    const slice = await candidates(
      stores,
      { limit: isNarrowed ? lookedAtOnce : missing, ...(after === undefined ? {} : { after }) },
      sought,
    )
    const found = await meantOf(stores, await withProfiles(stores, slice.items), meant)
    items.push(...found.slice(0, missing))
    if (found.length > missing) return ok({ items, ...nextAfter(items.at(-1)?.account.id) })
    if (slice.next === undefined) return ok({ items })
    after = slice.next
    if (items.length === page.limit) break
    looked += slice.items.length
  }
  return ok({ items, ...nextAfter(after) })
}

function nextAfter(id: string | undefined): { readonly next?: string } {
  return id === undefined ? {} : { next: id }
}

/** By what the candidates are not found already. */
function isHeldAgainst({ externalId, attribute, parent, namePrefix, standing }: Sought): boolean {
  const byId = [externalId, attribute, parent].filter((each) => each !== undefined).length
  return byId > 1 || (byId === 1 && (namePrefix ?? standing) !== undefined)
}

async function candidates(
  { accounts, profiles, externalIds }: Needs,
  page: PageRequest,
  { namePrefix, standing, parent, externalId, attribute }: Sought,
): Promise<Page<Account>> {
  if (externalId !== undefined) {
    const id = (await externalIds.find('account', externalId.system, [externalId.name])).get(externalId.name)
    return { items: id === undefined || page.after !== undefined ? [] : await accounts.getAll([id]) }
  }
  const ids =
    attribute !== undefined
      ? await profiles.withAttribute(page, attribute.key, attribute.value)
      : parent === undefined
        ? undefined
        : await profiles.children(page, parent)
  if (ids === undefined) {
    return accounts.search(page, {
      ...(namePrefix === undefined ? {} : { namePrefix }),
      ...(standing === undefined ? {} : { standing }),
    })
  }
  const found = new Map((await accounts.getAll(ids.items)).map((account) => [account.id, account]))
  return { ...ids, items: ids.items.flatMap((id) => found.get(id) ?? []) }
}

interface Meant {
  readonly sought: Sought
  readonly catalogue: Catalogue | undefined
  readonly segment: Segment | undefined
  readonly nowMs: number
}

async function meantOf(
  stores: Needs,
  known: readonly KnownAccount[],
  { sought, catalogue, segment, nowMs }: Meant,
): Promise<readonly KnownAccount[]> {
  const { namePrefix = '', standing, parent, externalId, attribute } = sought
  const fitting = known.filter(
    ({ account, profile }) =>
      folded(account.name).startsWith(namePrefix) &&
      (standing === undefined || account.standing.standing === standing) &&
      (parent === undefined || profile.parent === parent) &&
      (externalId === undefined || ownEntry(profile.externalIds, externalId.system) === externalId.name) &&
      (attribute === undefined || ownEntry(profile.attributes, attribute.key) === attribute.value),
  )
  if (segment === undefined || catalogue === undefined) return fitting
  const facts = await segmentFacts(stores, nowMs, fitting)
  return fitting.filter((_known, index) => {
    const of = facts[index]
    return of !== undefined && membership(catalogue, sought.segment ?? '', segment, of).isMember
  })
}
