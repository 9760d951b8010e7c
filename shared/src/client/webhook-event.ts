import { z } from 'zod'
import { type ConfirmedOutcome, confirmationSchema, confirmedOutcomes } from '../api/confirmation.ts'
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

export type WebhookEvent = ConfirmationEvent | UnknownEvent

const anyEventSchema = z.object({ type: z.string(), timestamp: instantSchema, data: z.unknown() })

/** The event of a body whose signature was verified, or undefined where it is none. */
export function readEvent(id: string, body: unknown): WebhookEvent | undefined {
  const any = anyEventSchema.safeParse(body)
  if (!any.success) return undefined
  const { type, timestamp, data } = any.data
  const isConfirmation = confirmedOutcomes.some((outcome) => type === `authorization.${outcome}`)
  if (!isConfirmation) return { id, type: 'unknown', named: type, timestamp, data }
  const read = readAnswer(confirmationSchema, body)
  if (!read.ok || read.value.type !== `authorization.${read.value.data.outcome}`) return undefined
  return { id, ...read.value } as ConfirmationEvent
}
