import type { GivenConsent } from '../../entitlements/entitlement.store.ts'
import type { ConsentFacts, NamedConsent } from './consent-facts.ts'
import { Empty } from './page.tsx'
import type { OwnView } from './view.ts'

interface Props {
  readonly view: OwnView
  readonly facts: ConsentFacts
  readonly nowMs: number
}

/** Consents that the reader gave, and below them those that the reader was given. */
export function ConsentList({ view, facts, nowMs }: Props) {
  const { words, account } = view
  const given = facts.consents.filter(({ consent }) => consent.owner === account.id)
  const received = facts.consents.filter(({ consent }) => consent.owner !== account.id)
  return (
    <>
      <section aria-labelledby="given">
        <h2 id="given">{words.given}</h2>
        {given.length === 0 ? <Empty>{words.noConsents}</Empty> : <Consents view={view} consents={given} nowMs={nowMs} />}
      </section>
      {received.length === 0 ? null : (
        <section aria-labelledby="received">
          <h2 id="received">{words.received}</h2>
          <Consents view={view} consents={received} nowMs={nowMs} />
        </section>
      )}
    </>
  )
}

interface ConsentsProps extends Omit<Props, 'facts'> {
  readonly consents: readonly NamedConsent[]
}

function Consents({ view, consents, nowMs }: ConsentsProps) {
  return (
    <ul class="plain">
      {consents.map((each) => (
        <ConsentEntry view={view} named={each} nowMs={nowMs} />
      ))}
    </ul>
  )
}

function ConsentEntry({ view, named, nowMs }: Omit<Props, 'facts'> & { readonly named: NamedConsent }) {
  const { words, account } = view
  const { consent, owner, grantee } = named
  const isOwn = consent.owner === account.id
  const hasEnded = consent.untilMs !== undefined && consent.untilMs <= nowMs
  return (
    <li class={hasEnded ? 'row ended' : 'row'}>
      <div>
        <strong>{isOwn ? grantee : owner}</strong>
        <span class="under">
          {consentWhat(view, named)} · {consentWhen(view, consent, nowMs)}
        </span>
      </div>
      {isOwn && !hasEnded ? (
        <a class="quiet" href={`/my/consents/${consent.id}/revoke`} aria-label={words.revokeFor(grantee)}>
          {words.revoke}
        </a>
      ) : null}
    </li>
  )
}

/** Which service, on which device. */
export function consentWhat({ words, account }: OwnView, { consent, service, device }: NamedConsent): string {
  const all = consent.owner === account.id ? words.allDevices : words.allTheirDevices
  const only = consent.actions === undefined ? '' : ` (${consent.actions.join(', ')})`
  return `${service}${only} · ${device ?? all}`
}

export function consentWhen({ words, formats }: OwnView, { fromMs, untilMs }: GivenConsent, nowMs: number): string {
  if (untilMs !== undefined && untilMs <= nowMs) return words.endedAt(formats.time(untilMs))
  const from = fromMs > nowMs ? words.fromOn(formats.time(fromMs)) : words.since(formats.time(fromMs))
  return untilMs === undefined ? from : `${from}, ${words.until(formats.time(untilMs))}`
}
