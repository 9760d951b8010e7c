import * as nodeCrypto from 'node:crypto'
import { readFileSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { request as httpsRequest } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { enrol } from '@octroi/agent/enrolment/enrol'
import type { Identity } from '@octroi/agent/enrolment/identity'
import { identityFiles } from '@octroi/agent/enrolment/identity-files'
import { hubClient } from '@octroi/agent/uplink/hub-client'
import { openSession, type Session } from '@octroi/agent/uplink/open-session'
import { startHub } from '@octroi/hub/compose'
import { readConfig } from '@octroi/hub/config'
import { openStorage } from '@octroi/hub/open-storage'
import { manualPayments } from '@octroi/hub/payments/manual-payments'
import { rootKeyFiles } from '@octroi/hub/storage/secrets/root-key-files'
import { sealerOf, sealingKeyFile } from '@octroi/hub/storage/secrets/sealer'
import { foundTenant } from '@octroi/hub/tenants/found-tenant.use-case'
import { nativeCrypto } from '@octroi/shared/crypto/native-crypto'
import { openKeyset } from '@octroi/shared/decisions/keyset'
import type { AccountId, EndpointId, MessageId, TenantId } from '@octroi/shared/ids/id'
import { idSource } from '@octroi/shared/ids/id-source'
import type { Zone } from '@octroi/shared/time/zone'
import mqtt, { type MqttClient } from 'mqtt'
import { pino } from 'pino'
import { type HubInReach, spawnHub } from './hub-process.ts'
import { root } from './source-files.ts'
import { databaseOf, databaseSettings, dropDatabaseOf } from './test-engine.ts'

/** Made for tests alone: an authority, and a certificate of it for this machine. */
const tlsFolder = join(root, 'tests/src/kit/tls')
export const tlsFiles = {
  cert: join(tlsFolder, 'hub.pem'),
  key: join(tlsFolder, 'hub-key.pem'),
  ca: join(tlsFolder, 'ca.pem'),
  otherCa: join(tlsFolder, 'other-ca.pem'),
}
const testAuthority = readFileSync(tlsFiles.ca, 'utf8')

export const crypto = nativeCrypto(nodeCrypto)

export interface Answer {
  readonly status: number
  readonly headers: Headers
  /** Looked at field by field: what the API answers is what is under test. */
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly body: any
}

/** What a hub is told by its environment; undefined takes away what tests tell it. */
export type HubSettings = Readonly<Record<string, string | undefined>>

/** A whole hub on free ports, with somebody to ask it. */
export class RunningHub {
  readonly hub: HubInReach
  readonly folder: string
  private readonly operatorToken: string

  private constructor(hub: HubInReach, folder: string, operatorToken: string) {
    this.hub = hub
    this.folder = folder
    this.operatorToken = operatorToken
  }

  static async start(environment: HubSettings = {}, nowMs = Date.now, log = pino({ level: 'silent' })): Promise<RunningHub> {
    const folder = await mkdtemp(join(tmpdir(), 'octroi-running-'))
    const config = readConfig(await settingsIn(folder, environment))
    const hub = await startHub(config, log, nowMs)
    return RunningHub.over(hub, folder)
  }

  /** In a process of its own, over a folder that is there: see {@link spawnHub}. */
  static async startProcess(folder: string, fileKiBAtMost?: number, environment: HubSettings = {}): Promise<RunningHub> {
    return RunningHub.over(await spawnHub(await settingsIn(folder, environment), fileKiBAtMost), folder)
  }

  private static async over(hub: HubInReach, folder: string): Promise<RunningHub> {
    return new RunningHub(hub, folder, (await readFile(join(folder, 'operator-key'), 'utf8')).trim())
  }

  async stop(): Promise<void> {
    await this.hub.stop()
    await dropDatabaseOf(this.folder)
    await rm(this.folder, { recursive: true })
  }

  /** Asks as the operator, or with another token, or with none. */
  async ask(
    method: string,
    path: string,
    body?: unknown,
    { token = this.operatorToken, headers = {} }: AskOptions = {},
  ): Promise<Answer> {
    const isText = typeof body === 'string'
    const response = await this.fetch(`${this.hub.origin}${path}`, {
      method,
      headers: {
        ...(token === '' ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-type': isText ? 'application/yaml' : 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: isText ? body : JSON.stringify(body) }),
    })
    const text = await response.text()
    return { status: response.status, headers: response.headers, body: text.startsWith('{') ? JSON.parse(text) : text }
  }

  /** Over TLS the certificate is vouched for by the test's own authority, which `fetch` cannot be told. */
  private fetch(url: string, init: { method: string; headers: Record<string, string>; body?: string }): Promise<Response> {
    if (!url.startsWith('https:')) return fetch(url, init)
    const { body, ...options } = init
    return new Promise((resolve, reject) => {
      const asked = httpsRequest(url, { ...options, ca: testAuthority, agent: false }, (response) => {
        const chunks: Buffer[] = []
        response.on('data', (chunk: Buffer) => chunks.push(chunk))
        response.on('end', () => resolve(new Response(Buffer.concat(chunks), { status: response.statusCode ?? 0 })))
      })
      asked.on('error', reject)
      asked.end(body)
    })
  }

  async party(role: 'partner' | 'account_holder' | 'operator', zone = 'Europe/Paris', name = 'Sample'): Promise<Party> {
    const account = (await this.ask('POST', '/v1/accounts', { name, zone })).body.id
    const { token } = (await this.ask('POST', `/v1/accounts/${account}/api-keys`, { role, label: 'test' })).body
    return { account, token }
  }

  /** Founds another tenant beside the first, as an installation that serves several operators has; its operator's key. */
  async anotherTenant(): Promise<string> {
    const storage = await openStorage({ dataDir: this.folder, ...(await databaseOf(this.folder)) })
    const randomBytes = (length: number): Uint8Array => new Uint8Array(nodeCrypto.randomBytes(length))
    const sealer = sealerOf(await sealingKeyFile(join(this.folder, 'sealing-key'), true))
    const environment = {
      nowMs: Date.now,
      randomBytes,
      ids: idSource(Date.now, randomBytes),
      crypto,
      sealer,
      payments: manualPayments,
    }
    const id = environment.ids.next('tenant')
    const rootKeys = rootKeyFiles(join(this.folder, 'root-keys'), sealer)
    const founding = { id, name: 'Another sample', zone: 'Europe/Paris' as Zone, mode: 'live' } as const
    const { apiKey } = await storage.transaction(id, (stores) => foundTenant(stores, environment, rootKeys, founding))
    await storage.close()
    return apiKey.token
  }

  /** A message for an endpoint that was given up, as a confirmation that never arrived; its id. */
  async abandoned(endpoint: EndpointId): Promise<MessageId> {
    const storage = await openStorage({ dataDir: this.folder, ...(await databaseOf(this.folder)) })
    const randomBytes = (length: number): Uint8Array => new Uint8Array(nodeCrypto.randomBytes(length))
    const id = idSource(Date.now, randomBytes).next('message')
    const message = { id, endpoint, type: 'authorization.completed', key: id, payload: '{}', createdAtMs: Date.now() }
    await storage.transaction(await this.tenant(), async ({ outbox }) => {
      await outbox.enqueue([message])
      await outbox.markFailed(id, { error: 'refused', dueAtMs: undefined })
    })
    await storage.close()
    return id
  }

  async tenant(): Promise<TenantId> {
    return (await this.ask('GET', '/v1/tenant')).body.id
  }

  /** A device that has enrolled, with what its agent would keep. */
  async enrolled(owner: AccountId, services: object = { 'trunk.access': ['open'] }): Promise<Identity> {
    const { claimCode } = (await this.ask('POST', '/v1/devices', { owner, label: 'Sample', services })).body
    return this.enrol({ tenant: await this.tenant(), claimCode })
  }

  /** As an agent does it. */
  async enrol(claim: { readonly tenant: TenantId; readonly claimCode: string }): Promise<Identity> {
    const folder = await mkdtemp(join(this.folder, 'device-'))
    const store = identityFiles(folder, crypto, (length) => new Uint8Array(nodeCrypto.randomBytes(length)))
    return enrol(crypto, hubClient(this.hub.origin, undefined), store, { ...claim, origin: this.hub.origin })
  }

  openSession(identity: Identity): Promise<Session> {
    const keyset = openKeyset(crypto, identity.keyset, identity)
    if (keyset === undefined) throw new Error('the key set does not open')
    const deviceNonce = new Uint8Array(nodeCrypto.randomBytes(16))
    return openSession(crypto, hubClient(this.hub.origin, undefined), { identity, keyset, origin: this.hub.origin, deviceNonce })
  }

  /** A raw MQTT connection, to do with it what an agent would not. */
  connect({
    clientId,
    username = clientId,
    password,
  }: {
    clientId: string
    username?: string
    password: string
  }): Promise<MqttClient> {
    const client = mqtt.connect(this.hub.brokerUrl, {
      protocolVersion: 4,
      clientId,
      username,
      password,
      reconnectPeriod: 0,
      clean: true,
    })
    return new Promise((resolve, reject) => {
      client.once('connect', () => resolve(client))
      client.once('error', reject)
    })
  }
}

async function settingsIn(folder: string, given: HubSettings): Promise<HubSettings> {
  const own = { OCTROI_DATA_DIR: folder, OCTROI_HTTP_PORT: '0', OCTROI_MQTT_PORT: '0', OCTROI_WEBHOOK_REACH: 'any' }
  return { ...own, ...('OCTROI_DATABASE_URL' in given ? {} : await databaseSettings(folder)), ...given }
}

interface AskOptions {
  readonly token?: string
  readonly headers?: Readonly<Record<string, string>>
}

export interface Party {
  readonly account: AccountId
  readonly token: string
}
