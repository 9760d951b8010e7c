import { z } from 'zod'
import { type ConfirmedOutcome, confirmationSchema, confirmedOutcomes } from '../api/confirmation.ts'
import { isNoticeType, type NoticeData, type NoticeType, noticeSchemas } from '../api/notices.ts'
import { instantSchema } from '../api/shapes.ts'
import { readAnswer } from './read-answer.ts'

type ConfirmationBody = z.infer<typeof confirmationSchema>

/** An authorized action came to an end; `type` says how, and `data` holds the proof. */
export type ConfirmationEvent = {
  [O in ConfirmedOutcome]: Omit<ConfirmationBody, 'type' | 'data'> & {
    /** The same whenever it is delivered again: what you have kept under it, you need not do again. */
    readonly id: string
    readonly type: `authorization.${O}`
    readonly data: Omit<ConfirmationBody['data'], 'outcome'> & { readonly outcome: O }
  }
}[ConfirmedOutcome]

/** One that this client is too old to know. Answer with 204 and go on. */
export interface UnknownEvent {
  readonly id: string
  readonly type: 'unknown'
  readonly named: string
  readonly timestamp: string
  readonly data: unknown
}

/** Something happened to what the account bought, owns or was allowed; `type` says what. */
export type NoticeEvent = {
  [T in NoticeType]: {
    readonly id: string
    readonly type: T
    readonly timestamp: string
    /** `false` where it was only tried out. */
    readonly livemode: boolean
    readonly data: NoticeData<T>
  }
}[NoticeType]

export type KnownEvent = ConfirmationEvent | NoticeEvent
export type WebhookEvent = KnownEvent | UnknownEvent

export function isConfirmation(event: WebhookEvent): event is ConfirmationEvent {
  return event.type.startsWith('authorization.')
}

const anyEventSchema = z.object({
  type: z.string(),
  timestamp: instantSchema,
  livemode: z.boolean().default(true),
  data: z.unknown(),
})

/** The event of a body whose signature was verified, or undefined where it is none. */
export function readEvent(id: string, body: unknown): WebhookEvent | undefined {
  const any = anyEventSchema.safeParse(body)
  if (!any.success) return undefined
  const { type, timestamp, livemode, data } = any.data
  if (isNoticeType(type)) {
    const read = readAnswer<z.ZodType>(noticeSchemas[type], data)
    return read.ok ? ({ id, type, timestamp, livemode, data: read.value } as NoticeEvent) : undefined
  }
  if (!confirmedOutcomes.some((outcome) => type === `authorization.${outcome}`))
    return { id, type: 'unknown', named: type, timestamp, data }
  const read = readAnswer(confirmationSchema, body)
  if (!read.ok || read.value.type !== `authorization.${read.value.data.outcome}`) return undefined
  return { id, ...read.value } as ConfirmationEvent
}
