import type { creditSchema } from '@octroi/shared/api/promotions'
import { type Amount, formatAmount } from '@octroi/shared/money/amount'
import { formatInstant } from '@octroi/shared/time/instant'
import type { z } from 'zod'
import type { Credit } from '../promotions/credit.ts'

/** A credit as the API tells it, with what is left of it in minor units. */
export function creditView(credit: Credit, left: bigint): z.infer<typeof creditSchema> {
  const { id, account, amount, reason, priority, grantedAtMs, expiresAtMs, points } = credit
  const told = (each: Amount) => ({ amount: formatAmount(each), currency: each.currency })
  return {
    ...{ id, account, granted: told(amount), left: told({ ...amount, minor: left }), priority },
    ...(reason === undefined ? {} : { reason }),
    grantedAt: formatInstant(grantedAtMs),
    ...(expiresAtMs === undefined ? {} : { expiresAt: formatInstant(expiresAtMs) }),
    ...(points === undefined ? {} : { points }),
  }
}
