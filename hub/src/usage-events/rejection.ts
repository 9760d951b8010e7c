import { type Fault, fault } from '@octroi/shared/errors/fault'

/** Why an event was not taken in: a stable code, a sentence, and every fault where the event itself has some. */
export interface Rejection {
  readonly code: RejectionCode
  readonly detail: string
  readonly faults?: readonly Fault[]
}

export const rejectionCodes = [
  'event_invalid',
  'event_too_large',
  'other_content',
  'subject_not_found',
  'in_the_future',
  'too_old',
  'not_priced',
] as const
export type RejectionCode = (typeof rejectionCodes)[number]

export function faulty(faults: readonly Fault[]): Rejection {
  return { code: 'event_invalid', detail: 'The event has faults; each is listed.', faults }
}

export const eventBytesAtMost = 16 * 1024
export const tooLarge: Rejection = {
  code: 'event_too_large',
  detail: `An event has at most ${eventBytesAtMost} bytes; only so many were kept.`,
}
export const otherContent: Rejection = {
  code: 'other_content',
  detail: 'An event with the same source and id was taken in before, and it said something else.',
}
export const subjectNotFound: Rejection = {
  code: 'subject_not_found',
  detail: 'There is no such account or subscription that this sender may speak for.',
}
export const inTheFuture: Rejection = { code: 'in_the_future', detail: 'The usage ends at a time that has not come.' }

/** Longer ago than any bill is still looked at, and rather a wrong clock than late usage. */
export const lateDaysAtMost = 400
export const tooOld: Rejection = {
  code: 'too_old',
  detail: `The usage began more than ${lateDaysAtMost} days before the event came.`,
}
export const notPriced: Rejection = {
  code: 'not_priced',
  detail:
    'No subscription of the subject that is in force at that time, from its beginning to its end, has a price that counts it.',
}
export const quantityMissing = faulty([
  fault('data.quantity', 'required', 'must say how much: a meter adds it up or compares it'),
])
