import { base64 } from '@scure/base'
import { Webhook } from 'standardwebhooks'

/** The headers of Standard Webhooks 1.0 (https://www.standardwebhooks.com): id, seconds, `v1,<HMAC-SHA256>`. */
export interface SignedHeaders {
  readonly 'webhook-id': string
  readonly 'webhook-timestamp': string
  readonly 'webhook-signature': string
}

export function signWebhook(
  secret: string,
  message: { readonly id: string; readonly payload: string },
  nowMs: number,
): SignedHeaders {
  const at = new Date(nowMs)
  return {
    'webhook-id': message.id,
    'webhook-timestamp': String(Math.floor(nowMs / 1000)),
    'webhook-signature': new Webhook(secret).sign(message.id, at, message.payload),
  }
}

/** `whsec_` and 32 random bytes in base64, as the specification has it. */
export function makeWebhookSecret(randomBytes: (length: number) => Uint8Array): string {
  return `whsec_${base64.encode(randomBytes(32))}`
}
