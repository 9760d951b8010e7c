import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { readConfig as readAgentConfig } from '@octroi/agent/config'
import { readConfig } from '@octroi/hub/config'
import { prometheusMetrics } from '@octroi/hub/metrics/metrics'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { deployFile, unitEnvironment, unitSettings } from '../kit/deploy-files.ts'
import { projectFiles, root } from '../kit/source-files.ts'

const files = projectFiles('').filter(({ path }) => path.startsWith('deploy/'))
const units = ['systemd/octroi-hub.service', 'systemd/octroi-agent@.service']
const hubUnit = deployFile('systemd/octroi-hub.service')
const hubEnvironment = unitEnvironment(hubUnit, deployFile('systemd/hub.env.example'))
const sealingKey = Buffer.alloc(32).toString('base64')

interface Service {
  readonly environment: Readonly<Record<string, string>>
  readonly ports: readonly string[]
  readonly secrets: readonly string[]
  readonly stop_grace_period: string
  readonly read_only: boolean
}
interface Compose {
  readonly services: { readonly hub: Service; readonly database: Service }
  readonly secrets: Readonly<Record<string, object>>
}
const compose: Compose = parse(deployFile('container/compose.yaml'))
/** What `main` makes of secrets in files. */
const secrets = { OCTROI_SEALING_KEY: sealingKey, OCTROI_DATABASE_URL: 'postgresql://octroi:sample@database/octroi' }

describe('settings', () => {
  const known = (path: string): ReadonlySet<string> =>
    new Set(readFileSync(join(root, path), 'utf8').match(/\bOCTROI_[A-Z_]*[A-Z]\b/g))
  const [ofHub, ofAgent] = [known('hub/src/config.ts'), known('agent/src/config.ts')]

  test('every one that is named is one of the hub or of the agent, whosever file it is', () => {
    expect(files.length).toBeGreaterThan(12)
    const unknown = files.flatMap(({ path, text }) => {
      const mayName = path.endsWith('.md') ? new Set([...ofHub, ...ofAgent]) : path.includes('agent') ? ofAgent : ofHub
      return [...new Set(text.match(/\bOCTROI_[A-Z_]*[A-Z]\b/g))]
        .filter((name) => !mayName.has(name))
        .map((name) => `${path}: ${name}`)
    })
    expect(unknown).toEqual([])
  })

  test('what is set is what the programs take', () => {
    expect(readConfig({ ...hubEnvironment, ...secrets })).toMatchObject({ host: '127.0.0.1', isBehindProxy: true, drainMs: 5000 })
    expect(readConfig({ ...compose.services.hub.environment, ...secrets })).toMatchObject({
      tls: { cert: '/run/secrets/tls_cert' },
    })
    const agent = unitEnvironment(deployFile('systemd/octroi-agent@.service'), deployFile('systemd/agent.env.example'))
    expect(readAgentConfig(agent)).toMatchObject({ hub: 'https://hub.example', localPort: 8090 })
  })

  test('whoever waits for the end waits longer than the hub may take', () => {
    const takes = ({ OCTROI_DRAIN_SECONDS = '0' }: Readonly<Record<string, string>>): number => Number(OCTROI_DRAIN_SECONDS) + 8
    const [seconds] = unitSettings(hubUnit).get('Service.TimeoutStopSec') ?? []
    expect(Number(seconds)).toBeGreaterThan(takes(hubEnvironment))
    const { stop_grace_period: grace, environment } = compose.services.hub
    expect(Number.parseInt(grace, 10)).toBeGreaterThan(takes(environment))
  })
})

describe('ports and places', () => {
  const { httpPort, mqttPort, metrics } = readConfig({ ...hubEnvironment, ...secrets })

  test('proxies and scrapers go to where the hub listens', () => {
    const nginx = [...deployFile('proxy/nginx.conf').matchAll(/server 127\.0\.0\.1:(\d+)/g)].map(([, port]) => Number(port))
    expect(nginx).toEqual([httpPort, mqttPort])
    expect(deployFile('proxy/Caddyfile')).toContain(`reverse_proxy 127.0.0.1:${httpPort} {`)
    expect(deployFile('watching/prometheus.yml')).toContain(`"127.0.0.1:${metrics?.port}"`)
  })

  test('the containers publish what they listen on, and have every secret they name', () => {
    const { hub, database } = compose.services
    const { OCTROI_HTTP_PORT, OCTROI_MQTT_PORT, OCTROI_METRICS_PORT } = hub.environment
    expect(hub.ports.map((port) => port.split(':')[1])).toEqual([OCTROI_HTTP_PORT, OCTROI_MQTT_PORT])
    expect(deployFile('container/Dockerfile')).toContain(`EXPOSE ${httpPort} ${mqttPort} ${OCTROI_METRICS_PORT}`)
    const named = [...hub.secrets, ...database.secrets]
    expect(named.toSorted(byText)).toEqual(Object.keys(compose.secrets).toSorted(byText))
    const paths = JSON.stringify(compose.services).match(/\/run\/secrets\/\w+/g) ?? []
    for (const path of paths) expect(named).toContain(path.slice('/run/secrets/'.length))
  })

  test('the image is made of what is there, with the tools the project is made with', () => {
    const dockerfile = deployFile('container/Dockerfile')
    const copied = [...dockerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, paths = '']) => paths.split(' '))
    expect(copied.length).toBeGreaterThan(5)
    expect(copied.filter((path) => !existsSync(join(root, path)))).toEqual([])
    const letIn = deployFile('container/Dockerfile.dockerignore')
      .split('\n')
      .filter((line) => line.startsWith('!'))
    expect(copied.filter((path) => !letIn.some((line) => path.startsWith(line.slice(1))))).toEqual([])
    const [, pnpm] = /const pnpmVersion = '(.+)'/.exec(readFileSync(join(root, 'scripts/setup.mjs'), 'utf8')) ?? []
    expect(dockerfile).toContain(`npm install --global pnpm@${pnpm}`)
    expect([...dockerfile.matchAll(/^FROM node:(\d+\.\d+)/gm)].map(([, version]) => version)).toEqual(['20.20', '20.20'])
    expect(dockerfile).toMatch(/^USER octroi$/m)
  })
})

describe('units', () => {
  test.each(units)('%s is made of settings, and starts a program that is built', (path) => {
    const settings = unitSettings(deployFile(path))
    const [start = ''] = settings.get('Service.ExecStart') ?? []
    const [, program = ''] = /^\/usr\/bin\/node \/opt\/octroi\/(.+)$/.exec(start) ?? []
    expect(existsSync(join(root, program))).toBe(true)
    for (const key of ['NoNewPrivileges', 'ProtectHome', 'PrivateTmp']) expect(settings.get(`Service.${key}`)).toEqual(['yes'])
    expect(settings.get('Service.ProtectSystem')).toEqual(['strict'])
  })

  const hasSystemd = spawnSync('systemd-analyze', ['--version']).status === 0
  // systemd itself reads them where there is one; elsewhere the test above does.
  test.skipIf(!hasSystemd).each(units)('%s is taken by systemd', (path) => {
    const { status, stderr } = spawnSync('systemd-analyze', ['verify', '--man=no', join(root, 'deploy', path)], {
      encoding: 'utf8',
    })
    const own = stderr.split('\n').filter((line) => line.includes('octroi') && !line.includes('is not executable'))
    expect({ own, isRead: status !== null }).toEqual({ own: [], isRead: true })
  })
})

test('alerts look at metrics that there are', async () => {
  const metrics = prometheusMetrics(() => 0)
  metrics.request({ method: 'GET', route: '/', status: 200, seconds: 1 })
  metrics.batch('accepted', 1)
  metrics.delivery('failed')
  const { text } = await metrics.render()
  const { groups }: { groups: readonly { rules: readonly { alert: string; expr: string }[] }[] } = parse(
    deployFile('watching/octroi-alerts.yml'),
  )
  const named = groups.flatMap(({ rules }) =>
    rules.flatMap(({ expr }) => expr.match(/\b(?:octroi|process|nodejs)_[a-z0-9_]+\b/g) ?? []),
  )
  expect(named.length).toBeGreaterThan(6)
  expect(named.filter((name) => !new RegExp(`^${name}[{ ]`, 'm').test(text))).toEqual([])
})

function byText(left: string, right: string): number {
  return left < right ? -1 : 1
}
