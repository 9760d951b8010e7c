import type { Failure } from '@octroi/shared/errors/failure'
import { err, ok, type Result } from '@octroi/shared/errors/result'
import type { ProvenIdentity } from './identity-provider.port.ts'
import type { Operator, ProviderSubject } from './operator.ts'

export interface IdentityFacts {
  /** Who came from there before under this subject. */
  readonly ofSubject: Operator | undefined
  /** Who has the address that the provider verified. */
  readonly ofEmail: Operator | undefined
  readonly addsNew: boolean
}

export type IdentityPlan =
  | { readonly kind: 'sign_in'; readonly operator: Operator }
  | { readonly kind: 'add'; readonly subject: ProviderSubject }

/**
 * Who it is that the provider vouches for. The subject decides where it is known: addresses move from one person to
 * another. An address counts once, for an operator whom no subject is bound to, and only where the provider verified it.
 */
export function whoIs(identity: ProvenIdentity, { ofSubject, ofEmail, addsNew }: IdentityFacts): Result<IdentityPlan, Failure> {
  const subject = { issuer: identity.issuer, subject: identity.subject }
  if (ofSubject !== undefined) return enabled(ofSubject)
  if (identity.verifiedEmail === undefined) return err(unverified)
  if (ofEmail === undefined) return addsNew ? ok({ kind: 'add', subject }) : err(unknown)
  return ofEmail.subject === undefined ? enabled({ ...ofEmail, subject }) : err(unknown)
}

function enabled(operator: Operator): Result<IdentityPlan, Failure> {
  return operator.disabledAtMs === undefined ? ok({ kind: 'sign_in', operator }) : err(unknown)
}

const unknown: Failure = {
  kind: 'forbidden',
  code: 'identity_unknown',
  detail: 'No operator is known under this identity. Ask an operator to add your address.',
}

const unverified: Failure = {
  kind: 'forbidden',
  code: 'email_unverified',
  detail: 'The identity provider does not say that it verified your address.',
}
