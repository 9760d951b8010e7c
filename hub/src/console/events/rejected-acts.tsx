import type { Failure } from '@octroi/shared/errors/failure'
import { described, Field } from '../../http/pages/field.tsx'
import type { RejectionCode } from '../../usage-events/rejection.ts'
import { rejectionCodes } from '../../usage-events/rejection.ts'
import type { RejectedEvent } from '../../usage-events/usage-event.store.ts'
import type { ConsoleView } from '../frame/console-view.ts'
import { Ask, FormToken } from '../frame/page.tsx'
import { Refused } from '../frame/refused.tsx'
import { eventWords } from './event-words.ts'

/** What was typed and not taken, and why. */
export interface Typed {
  readonly act: 'replay' | 'dismiss'
  readonly event: string
  readonly reason: string
  readonly wrong?: 'event' | 'reason'
  readonly failure?: Failure
}

interface Props {
  readonly view: ConsoleView
  readonly kept: RejectedEvent
  readonly typed: Typed | undefined
}

/** What an operator may do about an event that was not taken in. */
export function RejectedActs({ view, kept, typed }: Props) {
  const words = eventWords[view.language]
  return (
    <section>
      {typed?.failure === undefined ? null : <Failed view={view} failure={typed.failure} />}
      <Ask label={words.replay} isOpen={typed?.act === 'replay'}>
        <ReplayForm view={view} kept={kept} typed={typed?.act === 'replay' ? typed : undefined} />
      </Ask>
      {kept.decision === undefined ? (
        <Ask label={words.dismiss} isOpen={typed?.act === 'dismiss'}>
          <form method="post" action={`/console/events/${kept.rejected}/dismiss`}>
            <FormToken view={view} />
            <p>{words.dismissHint}</p>
            <Reason view={view} of="dismiss" typed={typed?.act === 'dismiss' ? typed : undefined} />
            <button type="submit">{words.dismiss}</button>
          </form>
        </Ask>
      ) : null}
    </section>
  )
}

function ReplayForm({ view, kept, typed }: Props) {
  const words = eventWords[view.language]
  const fault = typed?.wrong === 'event' ? words.eventWrong : undefined
  return (
    <form method="post" action={`/console/events/${kept.rejected}/replay`}>
      <FormToken view={view} />
      <p>{words.replayHint}</p>
      <Field name="event" label={words.event} fault={fault}>
        <textarea {...described('event', { fault })} rows={14} class="id" spellcheck={false}>
          {typed?.event ?? kept.body}
        </textarea>
      </Field>
      <Reason view={view} of="replay" typed={typed} />
      <button type="submit">{words.replay}</button>
    </form>
  )
}

function Reason({
  view,
  of,
  typed,
}: Pick<Props, 'view' | 'typed'> & {
  readonly of: Typed['act']
}) {
  const words = eventWords[view.language]
  const fault = typed?.wrong === 'reason' ? words.reasonWrong : undefined
  const { id, ...rest } = described('reason', { fault })
  // Two forms of the page ask for a reason.
  return (
    <Field name={`${of}-${id}`} label={words.reason} fault={fault}>
      <input type="text" {...rest} id={`${of}-${id}`} value={typed?.reason ?? ''} maxlength={1000} required />
    </Field>
  )
}

function Failed({ view, failure }: { readonly view: ConsoleView; readonly failure: Failure }) {
  const words = eventWords[view.language]
  const code = rejectionCodes.find((each): each is RejectionCode => each === failure.code)
  return (
    <>
      <Refused>{[words.refused, code === undefined ? words.taken_before : words.reasons[code]].join(' ')}</Refused>
      <ul class="plain">
        {(failure.faults ?? []).map(({ path, detail }) => (
          <li>
            <code>{path}</code> {detail}
          </li>
        ))}
      </ul>
    </>
  )
}
