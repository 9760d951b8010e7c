import { HTTPException } from 'hono/http-exception'
import { describe, expect, test } from 'vitest'
import { readEvents } from './read-events.ts'

const structured = 'application/cloudevents+json; charset=UTF-8'
const batched = 'application/cloudevents-batch+json'

async function read(contentType: string, body: string | Uint8Array, headers: Readonly<Record<string, string>> = {}) {
  const sent = typeof body === 'string' ? new TextEncoder().encode(body) : body
  const init = { method: 'POST', headers: { 'content-type': contentType, ...headers }, body: sent.slice().buffer }
  try {
    const found = await readEvents(new Request('http://hub.example/v1/events', init))
    return found.ok ? found.value : found.error.code
  } catch (error) {
    if (error instanceof HTTPException) return error.status
    throw error
  }
}

describe('an event in structured mode', () => {
  test('is told as it was written', async () => {
    const body = '{ "id": "a",\n "data": { "quantity": "1.50" } }'
    expect(await read(structured, ` ${body}\n`)).toEqual([body])
  })

  test.each([
    ['no JSON', structured, '{"id": ', 400],
    ['an array', structured, '[]', 400],
    ['another media type', 'text/plain', '{}', 415],
    ['JSON without attributes in headers', 'application/json', '{}', 415],
    ['another format of events', 'application/cloudevents+avro', '{}', 415],
    ['too deep', structured, `{"data":${'['.repeat(16)}${']'.repeat(16)}}`, 'body_too_deep'],
  ])('is refused where it is %s', async (_what, contentType, body, expected) => {
    expect(await read(contentType, body)).toEqual(expected)
  })

  test('is refused where it is no UTF-8', async () => {
    expect(await read(structured, Uint8Array.of(0x22, 0xff, 0x22))).toBe(400)
  })
})

describe('a batch', () => {
  test('is its events, each as it was written; it may hold none', async () => {
    expect(await read(batched, '[{"id": "a, b]"} ,\n{"id":"c"}]')).toEqual(['{"id": "a, b]"}', '{"id":"c"}'])
    expect(await read(batched, '[]')).toEqual([])
  })

  test('has at most 500 events, and is an array', async () => {
    expect(await read(batched, `[${Array<string>(500).fill('{}').join(',')}]`)).toHaveLength(500)
    expect(await read(batched, `[${Array<string>(501).fill('{}').join(',')}]`)).toBe('too_many_events')
    expect(await read(batched, '{}')).toBe(400)
  })
})

describe('an event in binary mode', () => {
  const attributes = { 'ce-specversion': '1.0', 'ce-id': '"a \\"b\\""', 'ce-source': 'urn:caf%C3%A9', 'ce-type': 'octroi.usage' }

  test('is what structured mode would write, with its data as it came', async () => {
    const [event = ''] = (await read('application/json', '{"quantity": "1.50"}', attributes)) as readonly string[]
    expect(event).toContain('"data":{"quantity": "1.50"}')
    expect(JSON.parse(event)).toEqual({
      specversion: '1.0',
      id: 'a "b"',
      source: 'urn:café',
      type: 'octroi.usage',
      data: { quantity: '1.50' },
    })
  })

  test.each([
    ['no data', '', { specversion: '1.0' }],
    ['a value that is not well encoded', '1', { specversion: '1.0', source: '%zz', data: 1 }],
  ])('may have %s', async (_what, body, expected) => {
    const source = body === '' ? {} : { 'ce-source': '%zz' }
    const [event = ''] = (await read('application/json', body, { 'ce-specversion': '1.0', ...source })) as readonly string[]
    expect(JSON.parse(event)).toEqual(expected)
  })

  test('cannot bring its data in a header', async () => {
    const headers = { 'ce-specversion': '1.0', 'ce-data': '{}' }
    expect(await read('application/json', '2', headers)).toEqual(['{"specversion":"1.0","data":2}'])
  })
})
