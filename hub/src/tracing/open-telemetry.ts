import {
  context,
  isSpanContextValid,
  propagation,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  type TracerProvider,
  trace,
} from '@opentelemetry/api'
import type { Step, StepAbout, Tracing } from '../tracing.ts'

/** What the hub takes and gives of a trace: W3C trace context. Baggage could carry anything, and stays outside. */
const carried = ['traceparent', 'tracestate'] as const
const flushAtMostMs = 1000

const kinds: Readonly<Record<StepAbout['kind'], SpanKind>> = {
  server: SpanKind.SERVER,
  consumer: SpanKind.CONSUMER,
  client: SpanKind.CLIENT,
  internal: SpanKind.INTERNAL,
}

/** Over the OpenTelemetry API, which does nothing until an operator brings an SDK. */
export function openTelemetry(): Tracing {
  const tracer = trace.getTracer('octroi-hub')
  return {
    step: (name, { kind, facts = {}, from }, work) => {
      const parent = from === undefined ? context.active() : propagation.extract(ROOT_CONTEXT, only(from))
      return tracer.startActiveSpan(name, { kind: kinds[kind], attributes: facts }, parent, async (span) => {
        try {
          return await work(stepOf(span))
        } catch (error) {
          fail(span, error)
          throw error
        } finally {
          span.end()
        }
      })
    },
    headers: () => {
      const headers: Record<string, string> = {}
      propagation.inject(context.active(), headers)
      return only(headers)
    },
    flush: async () => {
      const provider = trace.getTracerProvider()
      const sending = delegateOf(provider)
        .forceFlush?.()
        .catch(() => undefined)
      let timer: NodeJS.Timeout | undefined
      const late = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, flushAtMostMs)
      })
      await Promise.race([sending, late])
      clearTimeout(timer)
    },
  }
}

/** What a log line says of the step it was written in, in the words of OpenTelemetry; nothing where there is none. */
export function traceOfLine(): Record<string, string> {
  const at = trace.getActiveSpan()?.spanContext()
  return at === undefined || !isSpanContextValid(at) ? {} : { trace_id: at.traceId, span_id: at.spanId }
}

function stepOf(span: Span): Step {
  return {
    note: (facts) => void span.setAttributes(facts),
    rename: (name) => void span.updateName(name),
    failed: (cause) => fail(span, cause),
  }
}

function fail(span: Span, cause: unknown): void {
  span.setAttribute('error.type', cause instanceof Error ? cause.name : typeof cause === 'string' ? cause : 'unknown')
  span.setStatus({ code: SpanStatusCode.ERROR })
}

function only(headers: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    carried.flatMap((name) => {
      const value = headers[name]
      return value === undefined || value === '' ? [] : [[name, value]]
    }),
  )
}

/** The API stands before the SDK's provider, which alone can flush. */
function delegateOf(provider: TracerProvider): { readonly forceFlush?: () => Promise<void> } {
  const isProxy = 'getDelegate' in provider && typeof provider.getDelegate === 'function'
  return (isProxy ? (provider.getDelegate as () => unknown)() : provider) as { readonly forceFlush?: () => Promise<void> }
}
