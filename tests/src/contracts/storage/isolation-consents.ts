import type { ConsentStore } from '@octroi/hub/entitlements/entitlement.store'
import { noPage, page, type Reading, reads, readsEach, span, type Writing, writes } from './isolation-rows.ts'
import { rowsOf } from './isolation-world.ts'

/** What owners let others use. */
export const consentRows: Readonly<Record<keyof ConsentStore, Reading | Writing>> = {
  insert: writes(({ consents }, { second }, mark) => consents.insert(rowsOf(second, mark).consent)),
  get: readsEach(undefined, ({ consents }, { consent }) => consents.get(consent)),
  end: writes(({ consents }, { first }, mark) => consents.end(first.consent, 500 + mark)),
  list: reads([noPage, noPage], async ({ consents }, { first }) => [
    await consents.list(page),
    await consents.list(page, first.account),
  ]),
  given: readsEach(noPage, ({ consents }, { account }) => consents.given(page, account)),
  received: reads([noPage, noPage], async ({ consents }, { first }) => [
    await consents.received(page, first.grantee),
    await consents.received(page, first.grantee, 'trunk.access'),
  ]),
  isGiven: reads([false, []], async ({ consents }, { first }) => [
    await consents.isGiven(first.grantee, 'trunk.access', 100),
    await consents.between(first.account, first.grantee, 'trunk.access', span),
  ]),
  between: reads([], ({ consents }, { first, second }) => consents.between(first.account, second.account, 'trunk.access', span)),
}
