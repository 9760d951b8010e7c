import type { Catalogue } from '../../catalogue/catalogue.ts'
import type { Coupon } from '../../catalogue/coupon.ts'
import type { PromotionStore } from '../../promotions/promotion.store.ts'
import type { ConsoleView } from '../frame/console-view.ts'
import { type Column, DataTable } from '../frame/listing.tsx'
import { couponWords } from './coupon-words.ts'

interface CouponRow {
  readonly key: string
  readonly coupon: Coupon
  readonly redeemed: number
}

const codesShown = 3

/** The coupons in effect, each with how often it was redeemed. */
export async function couponRows(promotions: PromotionStore, catalogue: Catalogue | undefined): Promise<readonly CouponRow[]> {
  const rows: CouponRow[] = []
  for (const [key, coupon] of Object.entries(catalogue?.coupons ?? {})) {
    rows.push({ key, coupon, redeemed: await promotions.redeemed(key) })
  }
  return rows
}

export function Coupons({ view, rows }: { readonly view: ConsoleView; readonly rows: readonly CouponRow[] }) {
  if (rows.length === 0) return null
  const words = couponWords[view.language]
  return (
    <>
      <h2>{words.coupons}</h2>
      <DataTable caption={words.coupons} columns={columnsOf(view)} rows={rows} empty="" />
    </>
  )
}

function columnsOf({ language }: ConsoleView): readonly Column<CouponRow>[] {
  const words = couponWords[language]
  const plain = (name: string, head: string, text: (row: CouponRow) => string): Column<CouponRow> => ({
    name,
    head,
    cell: text,
    text,
  })
  const codes = ({ coupon: { codes: all } }: CouponRow): string => {
    const more = all.length - codesShown
    return [all.slice(0, codesShown).join(', '), ...(more > 0 ? [words.moreCodes(more)] : [])].join(' ')
  }
  const takes = ({ coupon: { percent, amount, currency, periods } }: CouponRow): string => {
    const off = percent === undefined ? `${amount} ${currency}` : `${percent} %`
    return `${off}, ${periods === undefined ? words.forEver : words.periods(periods)}`
  }
  return [
    {
      name: 'coupon',
      head: words.coupon,
      cell: ({ key, coupon }) => (
        <>
          {coupon.name} <span class="under id">{key}</span>
        </>
      ),
      text: ({ key }) => key,
    },
    plain('codes', words.codes, codes),
    plain('takes', words.takes, takes),
    plain('offers', words.forOffers, ({ coupon }) => coupon.offers?.join(', ') ?? words.everyOffer),
    {
      ...plain('redeemed', words.redeemed, ({ coupon, redeemed }) => {
        const most = coupon.limits?.redemptions
        return most === undefined ? String(redeemed) : words.of(redeemed, most)
      }),
      isNumber: true,
    },
  ]
}
