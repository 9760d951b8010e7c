import { makeWebhookSecret, signWebhook } from '@octroi/hub/confirmations/webhook-signature'
import { type ReceivedWebhook, verifyWebhook, WebhookRefused } from '@octroi/shared/client/verify-webhook'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

const nowMs = Date.parse('2026-11-23T12:00:00Z')
const secretOf = (fill: number): string => makeWebhookSecret((length) => new Uint8Array(length).fill(fill))
const [secret, other] = [secretOf(1), secretOf(2)]
const event = {
  type: 'authorization.completed',
  timestamp: '2026-11-23T12:00:00Z',
  livemode: false,
  data: {
    authorization: 'auth_01k9zz3v6efqvrs3m1rc2v7h5e',
    device: 'dev_01k9zz3v6efqvrs3m1rc2v7h5e',
    service: 'trunk.access',
    action: 'open',
    outcome: 'completed',
    sentence: 'Opened, closed again and secured.',
    records: [{ type: 'opened', seq: 3, at: '2026-11-23T12:00:00Z' }],
  },
}

function received(payload: string, changes: Partial<ReceivedWebhook> = {}): ReceivedWebhook {
  const headers = { ...signWebhook(secret, { id: 'msg_1', payload }, nowMs) }
  return { body: payload, headers, secrets: secret, nowMs, ...changes }
}

function refusal(webhook: ReceivedWebhook): string {
  try {
    return `taken as ${verifyWebhook(webhook).type}`
  } catch (error) {
    if (error instanceof WebhookRefused) return error.code
    throw error
  }
}

const payload = JSON.stringify(event)
const good = received(payload)
const signed: Readonly<Record<string, string>> = { ...signWebhook(secret, { id: 'msg_1', payload }, nowMs) }
const withHeader = (name: string, value: string): ReceivedWebhook => received(payload, { headers: { ...signed, [name]: value } })

describe('what the hub signed', () => {
  test.each<[string, ReceivedWebhook]>([
    ['as text', good],
    ['as bytes', received(payload, { body: new TextEncoder().encode(payload) })],
    ['with headers of fetch', received(payload, { headers: new Headers({ ...signed }) })],
    [
      'with headers in capitals',
      received(payload, {
        headers: Object.fromEntries(Object.entries(signed).map(([name, value]) => [name.toUpperCase(), value])),
      }),
    ],
    ['while its secret is replaced', received(payload, { secrets: [other, secret] })],
    ['at the edge of the tolerance', received(payload, { nowMs: nowMs + 300_000 })],
    ['by several secrets', signedTwice()],
  ])('is believed %s', (_how, webhook) => {
    expect(verifyWebhook(webhook)).toEqual({ id: 'msg_1', ...event })
  })

  test('an event with more fields than are known is read', () => {
    const more = JSON.stringify({ ...event, more: 1, data: { ...event.data, floor: 3 } })
    expect(verifyWebhook(received(more))).toEqual({ id: 'msg_1', ...event })
  })

  test('an event of a hub that does not tell the mode yet is a real one', () => {
    const { livemode: _, ...older } = event
    expect(verifyWebhook(received(JSON.stringify(older)))).toEqual({ id: 'msg_1', ...event, livemode: true })
  })

  test('a notice is read by what its type tells, and one that lacks of it is refused', () => {
    const data = {
      consent: 'cons_01k9zz3v6efqvrs3m1rc2v7h5e',
      owner: 'acct_01k9zz3v6efqvrs3m1rc2v7h5e',
      service: 'trunk.access',
      from: event.timestamp,
    }
    const notice = { type: 'consent.given', timestamp: event.timestamp, livemode: false, data }
    expect(verifyWebhook(received(JSON.stringify(notice)))).toEqual({ id: 'msg_1', ...notice })
    expect(refusal(received(JSON.stringify({ ...notice, data: { ...data, owner: 'nobody' } })))).toBe('body_unreadable')
  })

  test('an event of a type that is not known is named', () => {
    const unknown = JSON.stringify({ type: 'invoice.issued', timestamp: event.timestamp, data: { total: '1.00' } })
    expect(verifyWebhook(received(unknown))).toMatchObject({
      id: 'msg_1',
      type: 'unknown',
      named: 'invoice.issued',
      data: { total: '1.00' },
    })
  })
})

function signedTwice(): ReceivedWebhook {
  const [own, others] = [secret, other].map((each) => signWebhook(each, { id: 'msg_1', payload }, nowMs))
  const signature = `v1a,AAAA ${others?.['webhook-signature']} ${own?.['webhook-signature']}`
  return received(payload, { headers: { ...own, 'webhook-signature': signature } })
}

describe('refused is', () => {
  test.each<[string, ReceivedWebhook, string]>([
    ['another secret', received(payload, { secrets: other }), 'signature_wrong'],
    ['another body', received(payload, { body: payload.replace('completed', 'failed') }), 'signature_wrong'],
    ['a body written again', received(payload, { body: JSON.stringify(JSON.parse(payload), null, 1) }), 'signature_wrong'],
    ['a parsed body', received(payload, { body: event as never }), 'body_not_raw'],
    ['another id', withHeader('webhook-id', 'msg_2'), 'signature_wrong'],
    ['an old one', received(payload, { nowMs: nowMs + 301_000 }), 'timestamp_outside'],
    ['one from ahead', received(payload, { nowMs: nowMs - 301_000 }), 'timestamp_outside'],
    ['no time', withHeader('webhook-timestamp', 'now'), 'timestamp_outside'],
    ['no headers', received(payload, { headers: {} }), 'headers_missing'],
    ['no signature of this scheme', withHeader('webhook-signature', 'v2,AAAA'), 'signature_wrong'],
    ['no secret at all', received(payload, { secrets: [] }), 'signature_wrong'],
    ['no JSON', received('completed'), 'body_unreadable'],
    ['no event', received('{"type":3}'), 'body_unreadable'],
    [
      'a type that is not its outcome',
      received(payload.replace('authorization.completed', 'authorization.failed')),
      'body_unreadable',
    ],
  ])('%s', (_what, webhook, code) => {
    expect(refusal(webhook)).toBe(code)
  })

  test('every body and signature with one character changed', () => {
    fc.assert(
      fc.property(fc.nat(payload.length - 1), fc.nat(42), fc.boolean(), (at, place, isBody) => {
        const flip = (text: string, index: number): string =>
          `${text.slice(0, index)}${text[index] === 'x' ? 'y' : 'x'}${text.slice(index + 1)}`
        const headers = isBody ? signed : { ...signed, 'webhook-signature': flip(signed['webhook-signature'] ?? '', 3 + place) }
        expect(refusal({ ...good, headers, body: isBody ? flip(payload, at) : payload })).toBe('signature_wrong')
      }),
    )
  })
})
