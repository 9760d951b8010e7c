import type { Child } from 'hono/jsx'
import { formOf } from '../../authorizations/form-of.ts'
import { eventDetail, eventTime } from '../devices/device-events.tsx'
import { eventWords } from '../devices/event-words.ts'
import type { ConsoleView } from '../frame/console-view.ts'
import type { AuthorizationFacts } from './authorization-facts.ts'
import { authorizationWords } from './authorization-words.ts'
import { chargeAmount } from './money.tsx'

interface Step {
  readonly when: string
  readonly what: string
  readonly more?: Child
  readonly isBad?: boolean
}

interface Props {
  readonly view: ConsoleView
  readonly facts: AuthorizationFacts
}

/**
 * From the request to the confirmation, in the order in which one follows from the other: a device's clock need not agree
 * with the hub's.
 */
export function Story(props: Props) {
  const words = authorizationWords[props.view.language]
  const steps = [
    ...decisionSteps(props),
    ...deviceSteps(props),
    ...takenBackSteps(props),
    ...moneySteps(props),
    ...deliverySteps(props),
  ]
  return (
    <section>
      <h2>{words.story}</h2>
      <ol class="timeline">
        {steps.map(({ when, what, more, isBad }) => (
          <li class={isBad === true ? 'bad' : undefined}>
            <span class="when">{when}</span>
            {what}
            {more === undefined ? null : <span class="under">{more}</span>}
          </li>
        ))}
      </ol>
    </section>
  )
}

function decisionSteps({ view: { language, formats }, facts: { authorization } }: Props): readonly Step[] {
  const words = authorizationWords[language]
  const when = formats.moment(authorization.decidedAtMs)
  if (authorization.decision === 'refused') {
    return [{ when, what: words.askedAndRefused, more: authorization.code, isBad: true }]
  }
  const { fromMs, untilMs } = authorization
  const issued = words.issued[formOf(authorization)]
  return [
    { when, what: words.askedAndGranted },
    { when, what: issued, more: formats.interval(fromMs, untilMs) },
  ]
}

const badTypes: readonly string[] = ['refused', 'failed', 'left_open', 'outcome_unknown']

function deviceSteps({ view, facts: { authorization, device, events } }: Props): readonly Step[] {
  const words = authorizationWords[view.language]
  if (events.length === 0) return authorization.decision === 'granted' ? [{ when: '', what: words.nothingTold }] : []
  return events.map((event) => {
    const { type, seq, overlap } = event
    const proof = `/console/devices/${event.device}/records/${seq}/proof`
    return {
      when: eventTime(view, event),
      what: `${device?.label ?? event.device}: ${eventWords[view.language].types[type]} ${eventDetail(view, event)}`.trimEnd(),
      more:
        overlap === undefined ? (
          <a href={proof} download>
            {words.record(String(seq))}
          </a>
        ) : (
          words.record(String(seq))
        ),
      isBad: badTypes.includes(type),
    }
  })
}

function takenBackSteps({ view: { language, formats }, facts: { authorization } }: Props): readonly Step[] {
  const words = authorizationWords[language]
  if (authorization.decision === 'refused' || authorization.revocation === undefined) return []
  const { requestedAtMs, appliedSeq } = authorization.revocation
  const applied = appliedSeq === undefined ? words.takenBackPending : words.takenBackApplied(String(appliedSeq))
  return [{ when: formats.moment(requestedAtMs), what: words.takenBack, more: applied, isBad: true }]
}

function moneySteps({ view, facts: { charges } }: Props): readonly Step[] {
  const words = authorizationWords[view.language]
  return charges.map((charge) => ({
    when: view.formats.moment(charge.happenedAtMs),
    what: words.charged(chargeAmount(view, charge)),
    more: charge.explanation.join(' '),
  }))
}

function deliverySteps({ view: { language, formats }, facts: { deliveries } }: Props): readonly Step[] {
  const words = authorizationWords[language]
  return deliveries.map(({ id, state, type, createdAtMs, deliveredAtMs, attempts, lastError }) => ({
    when: formats.moment(deliveredAtMs ?? createdAtMs),
    what: words.confirmed[state],
    more: (
      <>
        <a href={`/console/webhooks/${id}`}>{type}</a>
        {[words.attempts(String(attempts)), lastError].flatMap((text) => (text === undefined ? [] : [` · ${text}`]))}
      </>
    ),
    isBad: state === 'abandoned',
  }))
}
