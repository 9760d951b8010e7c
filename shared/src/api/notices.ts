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

/**
 * What accounts hear, beside confirmations, of what they bought, own or were allowed: the `data` of each type of signed
 * webhook (Standard Webhooks 1.0). Delivered at least once: tell repeats by the `webhook-id` header.
 */
export const noticeSchemas = {
  'consent.given': consent,
  'consent.ended': consent,
} as const satisfies Readonly<Record<string, z.ZodType>>

export type NoticeType = keyof typeof noticeSchemas

export type NoticeData<T extends NoticeType> = z.infer<(typeof noticeSchemas)[T]>

export function isNoticeType(type: string): type is NoticeType {
  return Object.hasOwn(noticeSchemas, type)
}
