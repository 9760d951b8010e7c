import type { ResaleStore } from '@octroi/hub/resales/resale.store'
import { lineOf, noPage, page, type Reading, reads, readsEach, span, type Writing, writes } from './isolation-rows.ts'
import { rowsOf } from './isolation-world.ts'

/** What each side of a resale keeps. */
export const resaleRows: Readonly<Record<keyof ResaleStore, Reading | Writing>> = {
  insert: writes(({ resales }, { second }, mark) => resales.insert(rowsOf(second, mark).resale)),
  get: readsEach(undefined, ({ resales }, { resale }) => resales.get(resale)),
  list: reads(noPage, ({ resales }) => resales.list(page)),
  ofAccount: readsEach([], ({ resales }, { account }) => resales.ofAccount(account)),
  agreed: reads([], ({ resales }) => resales.agreed('supplier', span)),
  accept: writes(({ resales }, { first }, mark) =>
    resales.accept(first.resale, { partner: { tenant: first.tenant, name: `accepted ${mark}` }, agreedAtMs: mark }),
  ),
  end: writes(({ resales }, { first }, mark) => resales.end(first.resale, { endedAtMs: 700 + mark, endedBy: 'reseller' })),
  insertSources: writes(({ resales }, { second }, mark) => resales.insertSources([rowsOf(second, mark).wholesaleSource])),
  sourcesOn: readsEach(noPage, ({ resales }, row) => resales.sourcesOn(page, lineOf(row))),
}
