import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { IncomingMessage } from 'node:http'
import { traceOfLine } from '@octroi/hub/tracing/open-telemetry'
import { until } from '@octroi/simulators/story/wait'
import { SpanKind } from '@opentelemetry/api'
import { InMemorySpanExporter, NodeTracerProvider, type ReadableSpan, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-node'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Field } from '../kit/field.ts'
import { RunningHub } from '../kit/running-hub.ts'

/** As an operator's SDK does, which the hub finds by the API alone. */
const exporter = new InMemorySpanExporter()
const provider = new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] })

const logged: Record<string, unknown>[] = []
const received: IncomingMessage['headers'][] = []
const receiving = (message: unknown): void => {
  const { request } = message as { readonly request: IncomingMessage }
  if (request.url === '/confirmations') received.push(request.headers)
}

const theirs = { trace: '0af7651916cd43dd8448eb211c80319c', span: 'b7ad6b7169203331' }
let hub: RunningHub
let field: Field
let authorization: string

/** One authorization, asked for, granted, used and confirmed; and one request that comes with a trace of its own. */
beforeAll(async () => {
  provider.register()
  subscribe('http.server.request.start', receiving)
  const log = pino({ level: 'debug', mixin: traceOfLine }, { write: (line: string) => void logged.push(JSON.parse(line)) })
  hub = await RunningHub.start({}, Date.now, log)
  field = await Field.around(hub)
  await field.drained()
  const grant = await field.permit()
  authorization = grant.id
  await field.open(grant)
  await field.drained()
  await field.server.confirmed(grant.id, 10_000)
  const headers = { traceparent: `00-${theirs.trace}-${theirs.span}-01`, baggage: 'secret=of-theirs' }
  await hub.ask('GET', '/v1/tenant', undefined, { headers })
  await hub.ask('GET', `/v1/accounts/${authorization}`)
  await hub.ask('GET', '/healthz')
  for (const step of ['deliver', 'look after lease']) {
    await until(`the step ${step} is noted`, async () => spans().some(({ name }) => name === step) || undefined)
  }
})
afterAll(async () => {
  unsubscribe('http.server.request.start', receiving)
  await field.close()
  await hub.stop()
  await provider.shutdown()
})

const spans = () => exporter.getFinishedSpans()

interface Told {
  readonly name: string
  readonly kind: SpanKind
  readonly attributes: ReadableSpan['attributes']
  readonly below: readonly Told[]
}

function tree(span: ReadableSpan): Told {
  const below = spans().filter(({ parentSpanContext }) => parentSpanContext?.spanId === span.spanContext().spanId)
  return { name: span.name, kind: span.kind, attributes: span.attributes, below: below.map(tree) }
}

function named(name: string): readonly ReadableSpan[] {
  return spans().filter((span) => span.name === name)
}

const transaction = { name: 'transaction', kind: SpanKind.INTERNAL, attributes: { 'octroi.transaction.retries': 0 }, below: [] }

describe('what the hub tells step by step', () => {
  test('an authorization that is asked for: the request, and the transaction that decided it', () => {
    const route = { 'http.request.method': 'POST', 'http.route': '/v1/authorizations', 'http.response.status_code': 201 }
    const [asked, ...more] = named('POST /v1/authorizations').map(tree)
    expect(more).toEqual([])
    expect(asked).toEqual({ name: 'POST /v1/authorizations', kind: SpanKind.SERVER, attributes: route, below: [transaction] })
  })

  test('a batch that is taken in, with its verdict and records', () => {
    const batches = named('ingest batch').map(tree)
    expect(batches.length).toBeGreaterThan(0)
    for (const batch of batches) {
      const verdict = { 'octroi.batch.verdict': 'accepted', 'octroi.batch.records': expect.any(Number) }
      const attributes = { ...verdict, 'octroi.batch.bytes': expect.any(Number) }
      expect(batch).toEqual({ name: 'ingest batch', kind: SpanKind.CONSUMER, attributes, below: [transaction] })
    }
    const records = batches.reduce((sum, { attributes }) => sum + Number(attributes['octroi.batch.records']), 0)
    expect(records).toBeGreaterThanOrEqual(4)
  })

  test('a confirmation that is delivered, and the merchant hears which attempt it belongs to', () => {
    const [delivery, ...more] = named('deliver')
    expect(more).toEqual([])
    const attempt = { 'http.request.method': 'POST', 'octroi.delivery.result': 'delivered' }
    expect(delivery && tree(delivery)).toEqual({
      name: 'deliver',
      kind: SpanKind.INTERNAL,
      attributes: { 'octroi.message.type': 'authorization.completed', 'octroi.message.attempt': 1 },
      below: [{ name: 'POST webhook', kind: SpanKind.CLIENT, attributes: attempt, below: [] }, transaction],
    })
    const [posted] = named('POST webhook').map((span) => span.spanContext())
    expect(received.map(({ traceparent }) => traceparent)).toEqual([`00-${posted?.traceId}-${posted?.spanId}-01`])
  })

  test('a lease that is looked after', () => {
    const looks = named('look after lease').map(tree)
    expect(looks.length).toBeGreaterThan(0)
    expect(looks[0]).toMatchObject({ attributes: { 'octroi.lease.result': 'none' }, below: [transaction] })
  })

  test('a request goes on with the trace it came with, and takes nothing else of it', () => {
    const asked = named('GET /v1/tenant').find((span) => span.spanContext().traceId === theirs.trace)
    expect(asked?.parentSpanContext?.spanId).toBe(theirs.span)
    expect(received.every(({ baggage }) => baggage === undefined)).toBe(true)
  })

  test('a log line names the trace it belongs to', () => {
    const inTheirs = logged.filter(({ trace_id }) => trace_id === theirs.trace)
    expect(inTheirs).toMatchObject([{ msg: 'request', route: '/v1/tenant', span_id: expect.stringMatching(/^[0-9a-f]{16}$/) }])
    const ingested = logged.filter(({ msg }) => msg === 'batch taken in').map(({ trace_id }) => trace_id)
    expect(new Set(ingested)).toEqual(new Set(named('ingest batch').map((span) => span.spanContext().traceId)))
  })

  test('probes are not followed, and nobody is named', () => {
    expect(spans().some(({ name }) => /healthz|readyz/.test(name))).toBe(false)
    const all = JSON.stringify(spans().map(({ name, attributes, events, status }) => ({ name, attributes, events, status })))
    expect(all).not.toMatch(/[a-z]{2,6}_[0-9a-z]{26}/)
    for (const secret of [authorization, '127.0.0.1', 'Sample', 'of-theirs']) expect(all).not.toContain(secret)
  })
})
