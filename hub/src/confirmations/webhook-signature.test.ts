import { Webhook } from 'standardwebhooks'
import { expect, test } from 'vitest'
import { makeWebhookSecret, signWebhook } from './webhook-signature.ts'

const secret = makeWebhookSecret((length) => Uint8Array.from({ length }, (_, index) => index))
const payload = '{"type":"authorization.completed"}'

test('what is signed verifies with the reference library of Standard Webhooks', () => {
  const headers = signWebhook(secret, { id: 'msg_1', payload }, Date.now())
  expect(new Webhook(secret).verify(payload, { ...headers })).toEqual({ type: 'authorization.completed' })
})

test('and does not with other content, another id or another secret', () => {
  const headers = { ...signWebhook(secret, { id: 'msg_1', payload }, Date.now()) }
  const other = makeWebhookSecret((length) => new Uint8Array(length))
  expect(() => new Webhook(secret).verify(payload.replace('completed', 'failed'), headers)).toThrow('No matching signature')
  expect(() => new Webhook(secret).verify(payload, { ...headers, 'webhook-id': 'msg_2' })).toThrow('No matching signature')
  expect(() => new Webhook(other).verify(payload, headers)).toThrow('No matching signature')
})
