import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'

/** What the hub tells of itself to whoever watches it. Names no account, device or partner. */
export interface Metrics {
  readonly request: (answered: AnsweredRequest) => void
  readonly batch: (verdict: string, records: number) => void
  readonly forgotten: (table: string, rows: number) => void
  readonly delivery: (result: 'delivered' | 'failed') => void
  /** In the text format of Prometheus, 0.0.4. */
  readonly render: () => Promise<{ readonly type: string; readonly text: string }>
}

export interface AnsweredRequest {
  readonly method: string
  /** The route's pattern, never the path: paths hold ids, and there is no end of them. */
  readonly route: string
  readonly status: number
  readonly seconds: number
}

/** From a cached answer to one that waits for a device. */
const secondsBuckets = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 30]

export function prometheusMetrics(connectedDevices: () => number): Metrics {
  const registry = new Registry()
  const registers = [registry]
  collectDefaultMetrics({ register: registry })
  const requests = new Histogram({
    name: 'octroi_http_request_duration_seconds',
    help: 'Time to answer a request, by method, route and status.',
    labelNames: ['method', 'route', 'status'] as const,
    buckets: secondsBuckets,
    registers,
  })
  const batches = new Counter({
    name: 'octroi_batches_total',
    help: 'Batches that devices sent, by verdict.',
    labelNames: ['verdict'] as const,
    registers,
  })
  const records = new Counter({ name: 'octroi_records_total', help: 'Records in batches that were accepted.', registers })
  const deliveries = new Counter({
    name: 'octroi_deliveries_total',
    help: 'Attempts to deliver a confirmation, by result.',
    labelNames: ['result'] as const,
    registers,
  })
  const forgotten = new Counter({
    name: 'octroi_forgotten_rows_total',
    help: 'Rows removed, or batches whose records were, because their retention time was over, by table.',
    labelNames: ['table'] as const,
    registers,
  })
  const connected: Gauge = new Gauge({
    name: 'octroi_devices_connected',
    help: 'Devices connected to this process.',
    registers,
    collect: (): void => connected.set(connectedDevices()),
  })
  return {
    request: ({ method, route, status, seconds }) => requests.observe({ method, route, status }, seconds),
    batch: (verdict, count) => {
      batches.inc({ verdict })
      records.inc(count)
    },
    forgotten: (table, rows) => forgotten.inc({ table }, rows),
    delivery: (result) => deliveries.inc({ result }),
    render: async () => ({ type: registry.contentType, text: await registry.metrics() }),
  }
}
