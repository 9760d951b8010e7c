import type { AccountId, AgreementId, AuthorizationId, DeviceId, SubscriptionId } from '@octroi/shared/ids/id'
import { formatExact } from '@octroi/shared/money/decimal'
import { add, type Rational, rational } from '@octroi/shared/money/rational'
import type { Selectable } from 'kysely'
import { pageOf } from '../../page.ts'
import type { BookedTotal } from '../../settlement/book-charges.ts'
import type { SettlementStore, SharedPart } from '../../settlement/settlement.store.ts'
import type { Share, ShareAgreement, Take } from '../../settlement/share-agreement.ts'
import { readCurrency, readExact, readJson, writeJson, writeWhole } from '../codec.ts'
import type { Database } from '../database.ts'
import { inParts } from '../in-parts.ts'
import type { Scope } from '../scope.ts'

type Agreements = Pick<SettlementStore, 'insertAgreement' | 'agreements'>
type Totals = Pick<SettlementStore, 'totals' | 'putTotals'>
type PartnerShares = Pick<SettlementStore, 'sharesOfPartner' | 'partsOfPartner'>
type Shares = Omit<SettlementStore, keyof Agreements | keyof Totals | keyof PartnerShares>

export function settlementStore(scope: Scope): SettlementStore {
  return { ...agreementStore(scope), ...shareStore(scope), ...partnerStore(scope), ...totalStore(scope) }
}

function agreementStore({ db, tenant }: Scope): Agreements {
  return {
    async insertAgreement({ id, offer, fromMs, shares, agreedAtMs }) {
      const row = {
        tenant,
        agreement: id,
        offer,
        from_ms: fromMs,
        shares: writeJson(shares.map(writeShare)),
        agreed_ms: agreedAtMs,
      }
      await db.insertInto('share_agreements').values(row).execute()
    },

    async agreements() {
      const rows = await db
        .selectFrom('share_agreements')
        .selectAll()
        .where('tenant', '=', tenant)
        .orderBy('agreement', 'desc')
        .execute()
      return rows.map(agreementOf)
    },
  }
}

function shareStore({ db, tenant, insertRows }: Scope): Shares {
  return {
    async insertShares(shares) {
      const rows = shares.flatMap(({ charge, parties }) =>
        parties.map(({ account, exact }) => ({
          tenant,
          device: charge.device,
          seq: charge.seq,
          subscription: charge.subscription,
          price: charge.price,
          account,
          authorization: charge.authorization,
          happened_ms: charge.happenedAtMs,
          exact: formatExact(exact),
          currency: charge.currency,
        })),
      )
      for (const insert of insertRows(db, 'charge_shares', rows)) await insert.execute()
    },

    async sharesOf(authorization) {
      const rows = await db
        .selectFrom('charge_shares')
        .select(['account', 'exact'])
        .where('tenant', '=', tenant)
        .where('authorization', '=', authorization)
        .orderBy('account')
        .execute()
      const parties = new Map<AccountId, Rational>()
      for (const { account, exact } of rows) {
        const id = account as AccountId
        parties.set(id, add(parties.get(id) ?? rational(0n), readExact(exact)))
      }
      return [...parties].map(([account, exact]) => ({ account, exact }))
    },
  }
}

function partnerStore({ db, tenant }: Scope): PartnerShares {
  return {
    async sharesOfPartner(account, { fromMs, untilMs, limit }) {
      const rows = await db
        .selectFrom('charge_shares')
        .selectAll()
        .where('tenant', '=', tenant)
        .where('account', '=', account)
        .where('happened_ms', '>=', fromMs)
        .where('happened_ms', '<', untilMs)
        .orderBy('happened_ms')
        .orderBy('device')
        .orderBy('seq')
        .limit(limit)
        .execute()
      return rows.map(partOf)
    },

    async partsOfPartner({ after, limit }, account, { fromMs, untilMs }) {
      const [happened = fromMs, device = '', seq = 0, subscription = '', price = ''] = after?.split(' ') ?? []
      const place = [Number(happened), device, Number(seq), subscription, price] as const
      const rows = await db
        .selectFrom('charge_shares')
        .selectAll()
        .where('tenant', '=', tenant)
        .where('account', '=', account)
        .where('happened_ms', '<', untilMs)
        .where((where) =>
          where(where.refTuple('happened_ms', 'device', 'seq', 'subscription', 'price'), '>', where.tuple(...place)),
        )
        .orderBy('happened_ms')
        .orderBy('device')
        .orderBy('seq')
        .orderBy('subscription')
        .orderBy('price')
        .limit(limit + 1)
        .execute()
      return pageOf(rows.map(partOf), limit, ({ charge }) =>
        [charge.happenedAtMs, charge.device, charge.seq, charge.subscription, charge.price].join(' '),
      )
    },
  }
}

function partOf(row: Selectable<Database['charge_shares']>): SharedPart {
  return {
    exact: readExact(row.exact),
    charge: {
      subscription: row.subscription as SubscriptionId,
      price: row.price,
      device: row.device as DeviceId,
      seq: row.seq,
      authorization: row.authorization as AuthorizationId,
      happenedAtMs: row.happened_ms,
      currency: readCurrency(row.currency),
    },
  }
}

function totalStore({ db, tenant, insertRows }: Scope): Totals {
  return {
    async totals(keys) {
      const totals = new Map<string, BookedTotal>()
      for (const part of inParts(keys)) {
        const rows = await db
          .selectFrom('booked_totals')
          .selectAll()
          .where('tenant', '=', tenant)
          .where('total_key', 'in', part)
          .execute()
        for (const { total_key: key, exact, booked } of rows)
          totals.set(key, { key, exact: readExact(exact), booked: BigInt(booked) })
      }
      return totals
    },

    async putTotals(totals) {
      const rows = totals.map(({ key, exact, booked }) => ({
        tenant,
        total_key: key,
        exact: formatExact(exact),
        booked: writeWhole(booked),
      }))
      for (const insert of insertRows(db, 'booked_totals', rows)) {
        await insert
          .onConflict((clash) =>
            clash
              .columns(['tenant', 'total_key'])
              .doUpdateSet((row) => ({ exact: row.ref('excluded.exact'), booked: row.ref('excluded.booked') })),
          )
          .execute()
      }
    },
  }
}

/** A share as the column holds it: exact numbers as text. */
interface StoredShare {
  readonly account: string
  readonly take:
    | { readonly kind: 'part'; readonly part: string; readonly of: 'gross' | 'rest' }
    | { readonly kind: 'fee'; readonly amount: string }
  readonly shares: readonly StoredShare[]
}

function writeShare({ account, take, shares }: Share): StoredShare {
  const stored: StoredShare['take'] =
    take.kind === 'part' ? { ...take, part: formatExact(take.part) } : { ...take, amount: formatExact(take.amount) }
  return { account, take: stored, shares: shares.map(writeShare) }
}

function readShare({ account, take, shares }: StoredShare): Share {
  const read: Take = take.kind === 'part' ? { ...take, part: readExact(take.part) } : { ...take, amount: readExact(take.amount) }
  return { account: account as AccountId, take: read, shares: shares.map(readShare) }
}

function agreementOf(row: Selectable<Database['share_agreements']>): ShareAgreement {
  return {
    id: row.agreement as AgreementId,
    offer: row.offer,
    fromMs: row.from_ms,
    shares: readJson<StoredShare[]>(row.shares).map(readShare),
    agreedAtMs: row.agreed_ms,
  }
}
