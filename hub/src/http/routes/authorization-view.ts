import type { authorizationSchema, quotedAuthorizationSchema, refusalSchema } from '@octroi/shared/api/authorizations'
import { problemBody } from '@octroi/shared/api/problem'
import { toBase64url } from '@octroi/shared/crypto/bytes'
import type { Reason } from '@octroi/shared/decisions/action'
import { refusalCure } from '@octroi/shared/decisions/refusals'
import { formatAmount } from '@octroi/shared/money/amount'
import { formatInstant } from '@octroi/shared/time/instant'
import type { z } from 'zod'
import type { Authorization, GrantedAuthorization, Quote } from '../../authorizations/authorization.ts'
import type { Authorized, Quoted } from '../../authorizations/authorize.use-case.ts'
import { formOf } from '../../authorizations/form-of.ts'

type AuthorizationView = z.infer<typeof authorizationSchema>

/** An authorization as the API shows it. */
export function view(authorization: Authorization): AuthorizationView {
  const { id, requester, device, service, action, fromMs, untilMs, reference, reasons, decidedAtMs } = authorization
  const asked = {
    id,
    requester,
    device,
    service,
    action,
    window: { from: formatInstant(fromMs), until: formatInstant(untilMs) },
    ...(reference === undefined ? {} : { reference }),
    reasons: reasons.map(reasonView),
    decidedAt: formatInstant(decidedAtMs),
  }
  if (authorization.decision === 'refused') return { ...asked, decision: 'refused', code: authorization.code }
  const { quote, outcome } = authorization
  const revocation = revocationView(authorization)
  return { ...asked, decision: 'granted', price: priceView(quote), ...formView(authorization), ...revocation, outcome }
}

/** What was just decided, with what to type where it is a passcode. */
export function decidedView({ digits, ...authorization }: Authorized): AuthorizationView {
  return { ...view(authorization), ...(digits === undefined ? {} : { passcode: digits }) }
}

/** The digits of a passcode are told once; nothing here could tell them again. A command nobody can present. */
function formView(granted: GrantedAuthorization): Pick<AuthorizationView, 'form' | 'permit'> {
  const form = formOf(granted)
  return form === 'permit' ? { form, permit: toBase64url(granted.permit) } : { form }
}

/** What the owner of the device may know of somebody else's authorization: no permit, no price, no reference. */
export function ownersView(authorization: Authorization): AuthorizationView {
  const { permit: _permit, price: _price, reference: _reference, ...known } = view(authorization)
  return known
}

function revocationView({ revocation }: GrantedAuthorization): Pick<AuthorizationView, 'revocation'> {
  if (revocation === undefined) return {}
  const { appliedSeq, requestedAtMs } = revocation
  return { revocation: { state: appliedSeq === undefined ? 'pending' : 'applied', requestedAt: formatInstant(requestedAtMs) } }
}

export function reasonView(reason: Reason): AuthorizationView['reasons'][number] {
  return reason.satisfied ? reason : { ...reason, cure: refusalCure(reason.code) }
}

/** A refusal is a problem that names the recorded decision. */
export function refusalView({ id, code = '', reasons }: AuthorizationView): z.infer<typeof refusalSchema> {
  const { sentence = '', cure = '' } = reasons.find((reason) => reason.code === code) ?? {}
  return { ...problemBody({ status: 403, code, title: 'Refused', detail: sentence }), cure, authorization: id, reasons }
}

/** What a dry run answers. */
export function quoteView(quoted: Quoted): z.infer<typeof quotedAuthorizationSchema> {
  const reasons = quoted.reasons.map(reasonView)
  if (quoted.decision === 'refused') {
    return { dryRun: true, decision: 'refused', code: quoted.code, cure: refusalCure(quoted.code), reasons }
  }
  return { dryRun: true, decision: 'granted', reasons, price: priceView(quoted.quote) }
}

export function priceView({ amount, explanation }: Quote): NonNullable<AuthorizationView['price']> {
  return { amount: formatAmount(amount), currency: amount.currency, explanation: [...explanation] }
}
