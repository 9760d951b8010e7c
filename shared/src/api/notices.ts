import { z } from 'zod'
import { idSchema, instantSchema } from './shapes.ts'

const consent = z.strictObject({
  consent: idSchema('consent'),
  owner: idSchema('account'),
  service: z.string(),
  device: idSchema('device').optional(),
  from: instantSchema,
  until: instantSchema.optional(),
})

const wallet = z.strictObject({
  account: idSchema('account'),
  wallet: z.string(),
  currency: z.string(),
  balance: z.string(),
})

/**
 * What accounts hear, beside confirmations, of what they bought, own or were allowed: the `data` of each type of signed
 * webhook (Standard Webhooks 1.0). Delivered at least once: tell repeats by the `webhook-id` header.
 */
export const noticeSchemas = {
  'consent.given': consent,
  'consent.ended': consent,
  /** More was used than the wallet held, where nobody could ask the hub. */
  'wallet.overdrawn': wallet.extend({ owed: z.string() }),
  /** Its rule asked for money: it waits until somebody pays it. */
  'wallet.top_up_wanted': wallet.extend({ topUp: idSchema('topUp'), amount: z.string(), reference: z.string() }),
  'wallet.topped_up': wallet.extend({ topUp: idSchema('topUp'), amount: z.string() }),
} as const satisfies Readonly<Record<string, z.ZodType>>

export type NoticeType = keyof typeof noticeSchemas

export type NoticeData<T extends NoticeType> = z.infer<(typeof noticeSchemas)[T]>

export function isNoticeType(type: string): type is NoticeType {
  return Object.hasOwn(noticeSchemas, type)
}
