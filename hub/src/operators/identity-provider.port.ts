import type { OperatorRole } from '@octroi/shared/api/vocabulary'
import type { Result } from '@octroi/shared/errors/result'
import type { ProviderSubject } from './operator.ts'

/** Whoever else vouches for who somebody is, by OpenID Connect. */
export interface IdentityProvider {
  /** As people know it. */
  readonly name: string
  /** The role of somebody whom it vouches for and who is no operator yet; absent where nobody is added so. */
  readonly addsWithRole?: OperatorRole
  readonly start: (returnTo: string) => Promise<Result<StartedSignIn, ProviderFault>>
  /** `returned` is the whole address the browser came back to. */
  readonly finish: (returned: URL, started: Omit<StartedSignIn, 'address'>) => Promise<Result<ProvenIdentity, ProviderFault>>
}

/** What the browser is sent with, and what must come back to the same browser. */
export interface StartedSignIn {
  readonly address: string
  readonly state: string
  readonly nonce: string
  readonly codeVerifier: string
}

export interface ProvenIdentity extends ProviderSubject {
  /** Only where the provider says that it was verified. */
  readonly verifiedEmail?: string
  readonly name?: string
}

/** `unreachable` passes; `not_proven` is what came back: for another browser, from somebody else, or a second time. */
export interface ProviderFault {
  readonly kind: 'unreachable' | 'not_proven'
  /** For the log. It holds no secret. */
  readonly detail: string
}
