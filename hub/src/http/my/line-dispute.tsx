import type { Dispute } from '../../invoicing/dispute.ts'
import { described, Field } from '../pages/field.tsx'
import { FormToken } from './page.tsx'
import type { OwnView } from './view.ts'

/** A reason that was sent and not taken, kept so that nobody types it twice. */
export interface TypedReason {
  readonly text: string
  readonly isFaulty: boolean
}

interface Props {
  readonly view: OwnView
  readonly path: string
  readonly typed: TypedReason | undefined
  readonly textAtMost: number
}

/** What was said against the line, and what the operator answered. */
export function ToldDispute({ view, dispute }: { readonly view: OwnView; readonly dispute: Dispute }) {
  const { words, formats } = view
  const { state, reason, answer, openedAtMs, endedAtMs = openedAtMs, id } = dispute
  const ended = state === 'withdrawn' ? words.withdrawnOn : words.answered
  return (
    <section aria-labelledby="told">
      <h2 id="told">
        {words.disputes} <span class={`state ${state}`}>{words.disputeState[state]}</span>
      </h2>
      <p class="under">{words.disputedOn(formats.time(openedAtMs))}</p>
      <blockquote>{reason}</blockquote>
      {state === 'open' ? <p>{words.waiting}</p> : <p class="under">{ended(formats.time(endedAtMs))}</p>}
      {answer === undefined ? null : <blockquote>{answer}</blockquote>}
      {state === 'open' ? (
        <form method="post" action={`/my/disputes/${id}/withdraw`}>
          <FormToken view={view} />
          <button class="quiet" type="submit">
            {words.withdraw}
          </button>
        </form>
      ) : null}
    </section>
  )
}

/** Says something against the line, where nothing is open. */
export function DisputeForm({ view, path, typed, textAtMost }: Props) {
  const { words } = view
  const hint = words.reasonHint
  const fault = typed?.isFaulty === true ? words.fault.reason : undefined
  return (
    <section aria-labelledby="dispute">
      <h2 id="dispute">{words.disputeTitle}</h2>
      <p>{words.disputeMeans}</p>
      <form method="post" action={`${path}/dispute`}>
        <FormToken view={view} />
        {fault === undefined ? null : (
          <p class="notice wrong" role="alert">
            {words.checkFields}
          </p>
        )}
        <Field name="reason" label={words.reason} hint={hint} fault={fault}>
          <textarea {...described('reason', { hint, fault })} rows={4} maxlength={textAtMost} required>
            {typed?.text ?? ''}
          </textarea>
        </Field>
        <button type="submit">{words.dispute}</button>
      </form>
    </section>
  )
}
