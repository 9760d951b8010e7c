import type { Result } from '@octroi/shared/errors/result'

/** What a confirmation is sent with. */
export interface WebhookClient {
  /** Why an endpoint may not have this address, or undefined. Names are looked at again whenever they are dialled. */
  readonly addressFault: (url: string) => string | undefined
  /** The error is a sentence for the operator; it holds no secret. */
  readonly post: (request: WebhookRequest) => Promise<Result<void, string>>
}

export interface WebhookRequest {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  readonly signal?: AbortSignal
}
