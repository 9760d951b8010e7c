import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Hub, startHub } from '@octroi/hub/compose'
import { readConfig } from '@octroi/hub/config'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

let folder: string
let hub: Hub
let key: string
const logged: Record<string, unknown>[] = []

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'octroi-watching-'))
  const settings = { OCTROI_DATA_DIR: folder, OCTROI_HTTP_PORT: '0', OCTROI_MQTT_PORT: '0', OCTROI_METRICS_PORT: '0' }
  const log = pino({ level: 'debug' }, { write: (line: string) => void logged.push(JSON.parse(line)) })
  hub = await startHub(readConfig(settings), log)
  key = (await readFile(join(folder, 'operator-key'), 'utf8')).trim()
})
afterAll(async () => {
  await hub.stop()
  await rm(folder, { recursive: true })
})

const ask = (path: string, headers: Record<string, string> = {}) => fetch(`${hub.origin}${path}`, { headers })
const asOperator = () => ({ authorization: `Bearer ${key}` })
const lines = (route: string) => logged.filter((line) => line.msg === 'request' && line.route === route)

describe('a request', () => {
  test('is logged by its route, with who asked, how it ended and how long it took, and without its secrets', async () => {
    const response = await ask('/v1/accounts/acct_01h455vb4pex5vsknk084sn02q', asOperator())
    expect(response.status).toBe(404)
    const [line] = lines('/v1/accounts/{account}')
    expect(line).toMatchObject({ method: 'GET', status: 404, requestId: response.headers.get('x-request-id') })
    expect(line?.account).toMatch(/^acct_/)
    expect(line?.ms).toBeGreaterThan(0)
    expect(JSON.stringify(logged)).not.toContain(key)
  })

  test.each([
    ['keeps an id of its own', 'order-4711.retry', true],
    ['gets another for one that is too short', 'short', false],
    ['gets another for one that would break a log', 'a b\tc{"x":1}', false],
  ])('%s', async (_what, sent, isKept) => {
    const told = (await ask('/healthz', { 'x-request-id': sent })).headers.get('x-request-id')
    expect(told === sent).toBe(isKept)
    expect(told).toMatch(/^[\w.-]{8,64}$/)
  })

  test('to nowhere is logged as such, and a probe only where somebody looks closely', async () => {
    await ask('/nowhere/at/all')
    expect(lines('none')).toMatchObject([{ level: 30, status: 404 }])
    expect(lines('/healthz').every(({ level }) => level === 20)).toBe(true)
  })
})

describe('metrics', () => {
  const scrape = () => fetch(`http://127.0.0.1:${hub.metrics?.port}/metrics`)

  test('are told on a listener of their own, and nowhere else', async () => {
    const response = await scrape()
    expect(response.headers.get('content-type')).toContain('version=0.0.4')
    expect((await fetch(`http://127.0.0.1:${hub.metrics?.port}/`)).status).toBe(404)
    expect((await ask('/metrics')).status).toBe(404)
  })

  test('count requests by route and status, and name nobody', async () => {
    for (let count = 0; count < 3; count++) await ask('/v1/accounts', asOperator())
    await ask('/v1/accounts')
    const text = await (await scrape()).text()
    const count = (status: number) =>
      new RegExp(
        `octroi_http_request_duration_seconds_count\\{method="GET",route="/v1/accounts",status="${status}"\\} (\\d+)`,
      ).exec(text)?.[1]
    expect([count(200), count(401)]).toEqual(['3', '1'])
    expect(text).toContain('octroi_devices_connected 0')
    expect(text).toContain('process_cpu_user_seconds_total')
    expect(text).not.toMatch(/(?:acct|dev|ten|octroi)_[0-9a-z]{26}/)
  })
})
