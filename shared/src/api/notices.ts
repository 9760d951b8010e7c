import { z } from 'zod'
import { idSchema, instantSchema } from './shapes.ts'
import { changeKinds } from './subscription-changes.ts'
import { orderStates, orderSteps } from './vocabulary.ts'

const consent = z.strictObject({
  consent: idSchema('consent'),
  owner: idSchema('account'),
  service: z.string(),
  device: idSchema('device').optional(),
  actions: z.array(z.string()).optional(),
  from: instantSchema,
  until: instantSchema.optional(),
})

/** As it is asked for, whenever it takes effect; `takenBack` where it will not. */
const subscriptionChange = z.strictObject({
  change: idSchema('change'),
  subscription: idSchema('subscription'),
  offer: z.string(),
  kind: z.enum(changeKinds),
  at: instantSchema,
  quantity: z.number().int().optional(),
  began: idSchema('subscription').optional(),
  follows: idSchema('change').optional(),
  takenBack: z.literal(true).optional(),
})

const transfer = z.strictObject({
  device: idSchema('device'),
  from: idSchema('account'),
  to: idSchema('account'),
  at: instantSchema,
})

const order = z.strictObject({
  order: idSchema('order'),
  account: idSchema('account'),
  state: z.enum(orderStates),
  offers: z.array(z.string()).meta({ description: 'As its items name them.' }),
  waitsFor: z.array(z.enum(orderSteps)).meta({ description: 'Steps that are not done.' }),
  subscriptions: z
    .array(idSchema('subscription'))
    .meta({ description: 'What it made and changed; none before it is fulfilled.' }),
  reason: z.string().optional(),
})

const quotaReached = z.strictObject({
  account: idSchema('account'),
  meter: z.string(),
  device: idSchema('device').optional(),
  percent: z.number().int(),
  used: z.string(),
  granted: z.string(),
  unit: z.string(),
  from: instantSchema,
  renewsAt: instantSchema.optional(),
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
  'subscription.changed': subscriptionChange,
  'subscription.ended': subscriptionChange,
  'device.transferred': transfer,
  'order.placed': order,
  'order.approved': order,
  'order.waiting': order,
  'order.fulfilled': order,
  'order.rejected': order,
  'order.cancelled': order,
  'order.expired': order,
  'quota.reached': quotaReached,
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
