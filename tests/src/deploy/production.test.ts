import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { cp, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { deployFile, unitEnvironment } from '../kit/deploy-files.ts'
import { root } from '../kit/source-files.ts'

/** The hub as its unit starts it, from what was built, with an SDK for traces as an operator brings it. */
let folder: string
let child: ChildProcess
let output = ''
let origin: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'octroi-production-'))
  await writeFile(join(folder, 'sealing-key'), `${randomBytes(32).toString('base64')}\n`)
  await cp(join(root, 'deploy/tracing'), join(folder, 'tracing'), { recursive: true })
  await symlink(join(root, 'tests/node_modules'), join(folder, 'tracing/node_modules'))
  const set = unitEnvironment(deployFile('systemd/octroi-hub.service'), deployFile('systemd/hub.env.example'))
  const { OCTROI_PUBLIC_ORIGIN: _, ...environment } = Object.fromEntries(
    Object.entries(set).map(([name, value]) => [name, value.replace('%d', folder)]),
  )
  // What only this machine decides: where it may write, and which ports are free.
  const own = { OCTROI_DATA_DIR: join(folder, 'data'), OCTROI_DRAIN_SECONDS: '0' }
  const ports = { OCTROI_HTTP_PORT: '0', OCTROI_MQTT_PORT: '0', OCTROI_METRICS_PORT: '0' }
  const traced = { NODE_OPTIONS: `--import=${join(folder, 'tracing/setup.mjs')}`, OTEL_TRACES_EXPORTER: 'console' }
  child = spawn(process.execPath, [join(root, 'hub/dist/main.js')], {
    env: { PATH: process.env.PATH, ...environment, ...own, ...ports, ...traced },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => (output += chunk.toString()))
  origin = await new Promise<string>((resolve, reject) => {
    child.once('message', ({ ready }: { ready: { origin: string } }) => resolve(ready.origin))
    child.once('exit', () => reject(new Error(output)))
  })
})
afterAll(async () => {
  child.kill('SIGKILL')
  await rm(folder, { recursive: true })
})

function healthcheck(): Promise<number | null> {
  const check = spawn(process.execPath, [join(root, 'deploy/container/healthcheck.mjs')], {
    env: { PATH: process.env.PATH, OCTROI_HTTP_PORT: new URL(origin).port },
  })
  return new Promise((resolve) => check.once('exit', resolve))
}

test('it lives, says what it did, and ends in order', async () => {
  expect(await healthcheck()).toBe(0)
  expect((await fetch(`${origin}/v1/tenant`)).status).toBe(401)
  expect((await fetch(`${origin}/console/assets/console.css`)).status).toBe(200)
  const ended = new Promise((resolve) => child.once('close', resolve))
  child.kill('SIGTERM')
  expect(await ended).toBe(0)
  expect(await healthcheck()).toBe(1)
  expect(output).toContain("name: 'GET /v1/tenant'")
  expect(output).toContain("'service.name': 'octroi-hub'")
  expect(output).toMatch(/"trace_id":"[0-9a-f]{32}".*"route":"\/v1\/tenant"/)
})
