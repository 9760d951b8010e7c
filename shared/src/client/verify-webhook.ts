import { base64 } from '@scure/base'
import { concatBytes, equalBytes } from '../crypto/bytes.ts'
import { portableCrypto } from '../crypto/portable-crypto.ts'
import { readEvent, type WebhookEvent } from './webhook-event.ts'

export interface ReceivedWebhook {
  /** Byte for byte as it came: what was parsed and written again is not what was signed. */
  readonly body: string | Uint8Array
  readonly headers: Headers | Readonly<Record<string, string | readonly string[] | undefined>>
  /** The endpoint's secret, `whsec_…`. Several where it is being replaced: one of them must fit. */
  readonly secrets: string | readonly string[]
  /** How far the sender's clock may be from ours; five minutes where it is absent. */
  readonly toleranceSeconds?: number
  /** Our own clock, in milliseconds; the platform's where it is absent. */
  readonly nowMs?: number
}

const refusals = {
  headers_missing: 'It lacks `webhook-id`, `webhook-timestamp` or `webhook-signature`.',
  body_not_raw: 'Give the body as it came, a string or bytes: take it before a framework parses it.',
  timestamp_outside: 'It was signed too long ago or ahead of our clock: an old one sent again, or a clock that is wrong.',
  signature_wrong: 'No secret given here signed this body.',
  body_unreadable: 'It is signed, but no event that can be read.',
} as const
export type WebhookRefusal = keyof typeof refusals

/** A request at the endpoint is not to be believed. Answer it with 401, and do nothing else. */
export class WebhookRefused extends Error {
  override readonly name = 'WebhookRefused'
  readonly code: WebhookRefusal

  constructor(code: WebhookRefusal) {
    super(`${code}: ${refusals[code]}`)
    this.code = code
  }
}

const defaultToleranceSeconds = 300

/**
 * The event of a request at a webhook endpoint, believed because it verifies (Standard Webhooks 1.0): HMAC-SHA256 over
 * `id.timestamp.body`. Events are delivered at least once, and a repeat has the same `id`.
 */
export function verifyWebhook(received: ReceivedWebhook): WebhookEvent {
  const { headers, body, toleranceSeconds = defaultToleranceSeconds, nowMs = Date.now() } = received
  const [id, timestamp, signatures] = ['webhook-id', 'webhook-timestamp', 'webhook-signature'].map((name) =>
    header(headers, name),
  )
  if (id === undefined || timestamp === undefined || signatures === undefined) throw new WebhookRefused('headers_missing')
  // From plain JavaScript whatever a framework made of the body may come in here.
  if (typeof body !== 'string' && !((body as unknown) instanceof Uint8Array)) throw new WebhookRefused('body_not_raw')
  if (!/^\d{1,12}$/.test(timestamp)) throw new WebhookRefused('timestamp_outside')
  if (Math.abs(nowMs / 1000 - Number(timestamp)) > toleranceSeconds) throw new WebhookRefused('timestamp_outside')
  const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : body
  const signed = concatBytes(new TextEncoder().encode(`${id}.${timestamp}.`), bytes)
  const secrets = typeof received.secrets === 'string' ? [received.secrets] : received.secrets
  if (!isSignedByAny(secrets, signed, signatures)) throw new WebhookRefused('signature_wrong')
  const event = readEvent(id, parsed(bytes))
  if (event === undefined) throw new WebhookRefused('body_unreadable')
  return event
}

function header(headers: ReceivedWebhook['headers'], name: string): string | undefined {
  // Not by its class: servers put their own in the place of the platform's.
  if (isHeaders(headers)) return headers.get(name) ?? undefined
  const key = Object.keys(headers).find((each) => each.toLowerCase() === name)
  const value = key === undefined ? undefined : headers[key]
  return typeof value === 'string' ? value : undefined
}

function isHeaders(headers: ReceivedWebhook['headers']): headers is Headers {
  return typeof headers.get === 'function'
}

/** Tries every secret with every signature, whatever fits first. */
function isSignedByAny(secrets: readonly string[], signed: Uint8Array, signatures: string): boolean {
  const given = signatures.split(' ').flatMap((each) => (each.startsWith('v1,') ? (fromBase64(each.slice(3)) ?? []) : []))
  let fits = false
  for (const secret of secrets) {
    const key = fromBase64(secret.replace(/^whsec_/, ''))
    if (key === undefined || key.length === 0) throw new TypeError('a webhook secret is `whsec_` and base64')
    const expected = portableCrypto.hmacSha256(key, signed)
    for (const signature of given) fits = equalBytes(signature, expected) || fits
  }
  return fits
}

function fromBase64(text: string): Uint8Array | undefined {
  try {
    return base64.decode(text)
  } catch {
    return undefined
  }
}

function parsed(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) as unknown
  } catch {
    return undefined
  }
}
