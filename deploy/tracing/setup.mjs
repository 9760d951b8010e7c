import { defaultResource, resourceFromAttributes } from '@opentelemetry/resources'
import { BatchSpanProcessor, ConsoleSpanExporter, NodeTracerProvider } from '@opentelemetry/sdk-trace-node'

/**
 * Brings an SDK, which the hub finds by the OpenTelemetry API: `NODE_OPTIONS=--import=/etc/octroi/tracing/setup.mjs`. Install
 * beside it what package.json names. Where spans go, and how many, is told by OpenTelemetry's own variables:
 * `OTEL_EXPORTER_OTLP_ENDPOINT`, `OTEL_TRACES_SAMPLER`, …; `OTEL_TRACES_EXPORTER=console` writes them to stdout.
 */
const exporter =
  process.env.OTEL_TRACES_EXPORTER === 'console'
    ? new ConsoleSpanExporter()
    : new (await import('@opentelemetry/exporter-trace-otlp-http')).OTLPTraceExporter()

// What was not sent yet the hub has sent before it ends.
const { OTEL_SERVICE_NAME: name = 'octroi-hub' } = process.env
const resource = defaultResource().merge(resourceFromAttributes({ 'service.name': name }))
new NodeTracerProvider({ resource, spanProcessors: [new BatchSpanProcessor(exporter)] }).register()
