import * as nodeCrypto from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import type { Server } from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import { join } from 'node:path'
import { createAdaptorServer } from '@hono/node-server'
import { nativeCrypto } from '@octroi/shared/crypto/native-crypto'
import { idSource } from '@octroi/shared/ids/id-source'
import type { Logger } from 'pino'
import { startAedesBroker, type Tls } from './broker/aedes-broker.ts'
import type { DeviceBroker } from './broker/device-broker.ts'
import { devicesOf, LeaseKeeper } from './broker/lease-keeper.ts'
import { tellCommand, tellRevocations, type UplinkReport, uplinkHooks } from './broker/uplink.ts'
import type { HubConfig } from './config.ts'
import { ChangeFeed } from './console/live/change-feed.ts'
import type { Environment } from './environment.ts'
import { type AppOptions, createApp } from './http/app.ts'
import type { OnlineDevices } from './http/context.ts'
import { defaultRateLimits } from './http/limits.ts'
import { webhookClient } from './http/webhook-client.ts'
import { argon2Passwords } from './identity/argon2-passwords.ts'
import { openIdProvider } from './identity/open-id.ts'
import { type Listening, listen, urlHost } from './listen.ts'
import { type Metrics, prometheusMetrics } from './metrics/metrics.ts'
import { metricsServer } from './metrics/serve-metrics.ts'
import { openStorage } from './open-storage.ts'
import { manualPayments } from './payments/manual-payments.ts'
import { Ending, stopHub } from './stop-hub.ts'
import { rootKeyFiles } from './storage/secrets/root-key-files.ts'
import { sealerOf, sealingKeyFile } from './storage/secrets/sealer.ts'
import { holdFolder } from './storage/sqlite/hold-folder.ts'
import type { Storage } from './stores.ts'
import { foundTenant } from './tenants/found-tenant.use-case.ts'
import type { RootKeys } from './tenants/tenant.store.ts'
import { openTelemetry } from './tracing/open-telemetry.ts'
import { tracedStorage } from './tracing/traced-storage.ts'
import type { Tracing } from './tracing.ts'
import { type Rounds, startRounds } from './workers/rounds.ts'
import { startWorkers, type Workers } from './workers/workers.ts'

/** A running hub. */
export interface Hub {
  readonly origin: string
  readonly brokerUrl: string
  readonly http: Listening
  readonly mqtt: Listening
  /** Where it serves metrics, if it does. */
  readonly metrics: Listening | undefined
  /** Drains, lets what is under way finish, then closes everything. */
  stop(): Promise<void>
}

/** `nowMs` is the wall clock, which anybody may set wrong. */
export async function startHub(config: HubConfig, log: Logger, nowMs: () => number = Date.now): Promise<Hub> {
  await mkdir(config.dataDir, { recursive: true, mode: 0o700 })
  const hold = await holdFolder(config.dataDir)
  const tls = await readTls(config)
  const tracing = openTelemetry()
  const storage = tracedStorage(await openStorage(config), tracing)
  const hasTenants = (await storage.tenants()).length > 0
  const sealingKey = config.sealingKey ?? (await sealingKeyFile(join(config.dataDir, 'sealing-key'), hasTenants))
  const environment = systemEnvironment(sealingKey, nowMs)
  const rootKeys = rootKeyFiles(join(config.dataDir, 'root-keys'), environment.sealer)
  await foundFirstTenant(config, storage, environment, rootKeys)

  const started: Started = { origin: '', brokerUrl: '' }
  const metrics = prometheusMetrics(() => started.broker?.connected() ?? 0)
  const changes = new ChangeFeed()
  const webhooks = webhookClient(config.webhookReach)
  const workers = startWorkers({
    storage,
    environment,
    tracing,
    client: webhooks,
    onDefect: (error) => log.error({ err: error }, 'a delivery round failed'),
    retentionDays: config.retentionDays,
    onForgotten: metrics.forgotten,
    onAttempt: (tenant, result) => {
      metrics.delivery(result)
      changes.tell(tenant, 'webhooks')
    },
  })
  const parts: HubParts = { config, log, metrics, tracing, storage, environment, started, ending: new Ending(), changes }
  const uplink = await startUplink({ ...parts, workers, tls })
  const passwords = await argon2Passwords()
  const app = createApp(appOptions({ ...parts, webhooks, rootKeys, passwords, workers, ...uplink }))
  const server = (
    tls === undefined
      ? createAdaptorServer({ fetch: app.fetch })
      : createAdaptorServer({ fetch: app.fetch, createServer: createHttpsServer, serverOptions: tls })
  ) as Server
  const address = { host: config.host, port: config.httpPort, setting: 'OCTROI_HTTP_PORT', whenTaken: config.whenTaken }
  const http = await listen(server, address)
  started.origin = config.publicOrigin ?? `${tls === undefined ? 'http' : 'https'}://${urlHost(config.host, http.port)}`
  const watched = await serveMetrics(parts)

  const { origin, brokerUrl } = started
  log.info({ origin, brokerUrl }, 'the hub serves')
  return {
    origin,
    brokerUrl,
    http,
    mqtt: uplink.broker.listening,
    metrics: watched?.listening,
    stop: () => stopHub({ ...parts, ...uplink, drainMs: config.drainMs, server, metricsServer: watched?.server, workers, hold }),
  }
}

/** What the parts of a hub share. */
interface HubParts {
  readonly config: HubConfig
  readonly log: Logger
  readonly metrics: Metrics
  readonly tracing: Tracing
  readonly storage: Storage
  readonly environment: Environment
  readonly started: Started
  readonly ending: Ending
  /** Told of what pages of the console show. */
  readonly changes: ChangeFeed
}

/** What is known once the hub listens. */
interface Started {
  broker?: DeviceBroker
  origin: string
  brokerUrl: string
}

interface UplinkParts {
  readonly broker: DeviceBroker
  readonly leases: LeaseKeeper
  readonly leaseRounds: Rounds
}

/** The devices' side: their broker, and what is told to them unasked. */
async function startUplink({
  config,
  log,
  metrics,
  tracing,
  storage,
  environment,
  started,
  workers,
  tls,
  changes,
}: HubParts & { readonly workers: Workers; readonly tls: Tls | undefined }): Promise<UplinkParts> {
  const brokerNow = (): DeviceBroker => running(started.broker)
  const leases = new LeaseKeeper({
    storage,
    environment,
    tracing,
    broker: brokerNow,
    onDefect: (error, { device }) => log.error({ err: error, device }, 'a lease was not told; it is tried again soon'),
  })
  const report = deviceReport(log, metrics, changes)
  const hooks = uplinkHooks({ storage, environment, tracing, broker: brokerNow, onMessages: workers.deliverNow, leases, report })
  const broker = await startAedesBroker({
    address: { host: config.host, port: config.mqttPort, setting: 'OCTROI_MQTT_PORT', whenTaken: config.whenTaken },
    hooks,
    nowMs: environment.nowMs,
    tls,
  })
  started.broker = broker
  started.brokerUrl =
    config.publicBroker ?? `${tls === undefined ? 'mqtt' : 'mqtts'}://${urlHost(config.host, broker.listening.port)}`
  const onDefect = (error: unknown): void => log.error({ err: error }, 'a lease round failed')
  return { broker, leases, leaseRounds: startRounds(leaseRoundMs, onDefect, () => leases.round()) }
}

/** Undefined where nobody asked for metrics. */
async function serveMetrics({ config, log, metrics }: HubParts) {
  if (config.metrics === undefined) return undefined
  const server = metricsServer(metrics, (error) => log.error({ err: error }, 'metrics could not be told'))
  const address = { ...config.metrics, setting: 'OCTROI_METRICS_PORT', whenTaken: config.whenTaken }
  return { server, listening: await listen(server, address) }
}

type AppParts = HubParts & UplinkParts & Pick<AppOptions, 'webhooks' | 'rootKeys' | 'passwords'> & { readonly workers: Workers }

function appOptions({
  config,
  log,
  metrics,
  tracing,
  storage,
  environment,
  webhooks,
  rootKeys,
  passwords,
  workers,
  started,
  ending,
  changes,
  leases,
  leaseRounds,
}: AppParts): AppOptions {
  return {
    storage,
    environment,
    tracing,
    origins: () => [started.origin],
    brokerUrl: () => started.brokerUrl,
    readiness: () => {
      if (ending.isDraining) return Promise.resolve('draining')
      return storage.check().then(
        () => 'ready',
        () => 'not ready',
      )
    },
    isDraining: () => ending.isDraining,
    stopping: ending.stopping,
    passwords,
    ...(config.openId === undefined
      ? {}
      : { identityProvider: openIdProvider(config.openId, (fault) => log.warn(fault, 'an identity provider signed nobody in')) }),
    onRevoked: (tenant, device) => {
      const told = tellRevocations({ storage, environment, broker: () => running(started.broker) }, { tenant, device })
      told.catch((error: unknown) => log.error({ err: error, device }, 'revocations not told; the next session tells them'))
    },
    onCommanded: (to, signed) => {
      const told = tellCommand(running(started.broker), to, signed)
      told.catch((error: unknown) => log.warn({ err: error, device: to.device }, 'a command was not told; it ends by itself'))
    },
    onSuspended: (tenant, device) => running(started.broker).disconnect({ tenant, device }),
    onEntitled: (tenant, account) => {
      const changed = devicesOf(storage, tenant, account).then((devices) => leases.changed(tenant, devices))
      changed.then(leaseRounds.now, (error: unknown) => log.error({ err: error, account }, 'leases not told; renewal tells them'))
    },
    onEnqueued: workers.deliverNow,
    changes,
    online: onlineAt(() => running(started.broker)),
    webhooks,
    rootKeys,
    rateLimits: { ...defaultRateLimits, isBehindProxy: config.isBehindProxy },
    monotonicMs: () => performance.now(),
    newRequestId: () => nodeCrypto.randomUUID(),
    onAnswered: (request) => {
      const { method, route, status, ms } = request
      metrics.request({ method, route, status, seconds: ms / 1000 })
      const isProbe = route === '/healthz' || route === '/readyz'
      log[isProbe ? 'debug' : 'info'](request, 'request')
    },
    onDefect: (error, request) => log.error({ err: error, ...request }, 'a request failed'),
  }
}

const leaseRoundMs = 1000

/** Certificate and key, or undefined where the hub speaks plainly. */
async function readTls({ tls }: HubConfig): Promise<Tls | undefined> {
  if (tls === undefined) return undefined
  const [cert, key] = await Promise.all([readFile(tls.cert, 'utf8'), readFile(tls.key, 'utf8')])
  return { cert, key, minVersion: 'TLSv1.2' }
}

function systemEnvironment(sealingKey: Uint8Array, nowMs: () => number): Environment {
  const randomBytes = (length: number): Uint8Array => new Uint8Array(nodeCrypto.randomBytes(length))
  return {
    nowMs,
    randomBytes,
    ids: idSource(nowMs, randomBytes),
    crypto: nativeCrypto(nodeCrypto),
    sealer: sealerOf(sealingKey),
    payments: manualPayments,
  }
}

/** Where an operator's first key lies, for the operator alone to read. */
const operatorKeyFile = 'operator-key'

async function foundFirstTenant(
  config: HubConfig,
  storage: Storage,
  environment: Environment,
  rootKeys: RootKeys,
): Promise<void> {
  if ((await storage.tenants()).length > 0) return
  const id = environment.ids.next('tenant')
  await storage.transaction(id, async (stores) => {
    const { name, zone } = config.firstTenant
    const { apiKey } = await foundTenant(stores, environment, rootKeys, { id, name, zone, mode: 'live' })
    // Before the commit: a crash in between leaves a key that opens nothing, never a tenant that nobody can enter.
    await writeFile(join(config.dataDir, operatorKeyFile), `${apiKey.token}\n`, { mode: 0o600 })
  })
}

function deviceReport(log: Logger, metrics: Metrics, changes: ChangeFeed): UplinkReport {
  return {
    connected: ({ tenant, device }) => {
      changes.tell(tenant, 'devices')
      log.info({ device }, 'device connected')
    },
    ingested: ({ tenant, device }, { verdict, records, receipt }) => {
      metrics.batch(verdict, records)
      changes.tell(tenant, 'authorizations', 'devices', 'usage')
      const isQuarantined = verdict !== 'accepted' && verdict !== 'duplicate'
      const facts = { device, verdict, records, through: receipt.head.through }
      if (isQuarantined) log.warn(facts, 'batch set apart')
      else log.info(facts, 'batch taken in')
    },
    misused: ({ device }, detail) => log.warn({ device, detail }, 'device did what it may not'),
    failed: ({ device }, error) => log.error({ device, err: error }, 'batch not taken in; the device will send it again'),
  }
}

function running<T>(part: T | undefined): T {
  if (part === undefined) throw new Error('the hub is still starting')
  return part
}

function onlineAt(broker: () => DeviceBroker): OnlineDevices {
  return {
    isConnected: (device) => broker().isConnected(device),
    sessionOf: (device) => broker().sessionOf(device),
    devicesOf: (tenant) => broker().devicesOf(tenant),
  }
}
