import { readFile } from 'node:fs/promises'
import { type OperatorRole, operatorRoles } from '@octroi/shared/api/vocabulary'
import { readSettings } from '@octroi/shared/errors/settings'
import { isZone, type Zone } from '@octroi/shared/time/zone'
import { z } from 'zod'
import { parseRetentionDays } from './retention/parse-retention-days.ts'
import type { RetentionDays } from './retention/retained.ts'

/** Everything the hub reads from its environment, here and nowhere else. */
const port = z.coerce.number().int().min(0).max(65_535)

const loopback = ['127.0.0.1', '::1', 'localhost']

const schema = z
  .object({
    OCTROI_DATA_DIR: z.string().min(1).default('.octroi/hub'),
    /** A PostgreSQL, in the place of a file in the data directory. It may hold a password, so it is told to nobody. */
    OCTROI_DATABASE_URL: z.url({ protocol: /^postgres(?:ql)?$/, error: 'must be a postgresql:// address' }).optional(),
    OCTROI_HOST: z.string().min(1).default('127.0.0.1'),
    /** PEM files: with them the hub speaks HTTPS and MQTT over TLS, without them it listens on this machine only. */
    OCTROI_TLS_CERT: z.string().min(1).optional(),
    OCTROI_TLS_KEY: z.string().min(1).optional(),
    OCTROI_HTTP_PORT: port.default(8080),
    OCTROI_MQTT_PORT: port.default(1883),
    /** Where metrics are served, on a listener of their own; without a port they are not. */
    OCTROI_METRICS_HOST: z.string().min(1).default('127.0.0.1'),
    OCTROI_METRICS_PORT: port.optional(),
    OCTROI_WHEN_PORT_TAKEN: z.enum(['fail', 'free']).default('fail'),
    /** How devices and partners reach the hub, where that differs from the address it listens on. */
    OCTROI_PUBLIC_ORIGIN: z.url({ protocol: /^https?$/ }).optional(),
    OCTROI_PUBLIC_BROKER: z.url({ protocol: /^mqtts?$/ }).optional(),
    /** A proxy stands before the hub and tells who asks in `X-Forwarded-For`: rate limits then go by that. */
    OCTROI_BEHIND_PROXY: z.enum(['true', 'false']).default('false'),
    /** `any` lets webhooks go to private addresses: for trials on one machine. */
    OCTROI_WEBHOOK_REACH: z.enum(['public', 'any']).default('public'),
    /** 32 bytes in base64; a file in the data directory where it is absent. */
    OCTROI_SEALING_KEY: z
      .string()
      .refine((text) => Buffer.from(text, 'base64').length === 32, 'must be 32 bytes in base64')
      .optional(),
    /** The first tenant, made when there is none. */
    OCTROI_TENANT_NAME: z.string().min(1).max(200).default('Sample operator'),
    OCTROI_TENANT_ZONE: z
      .string()
      .refine(isZone, 'must be an IANA time zone')
      .default('Europe/Paris' as Zone),
    /** How long the hub still serves once it is told to end, so that a load balancer notices. */
    OCTROI_DRAIN_SECONDS: z.coerce.number().int().min(0).max(600).default(0),
    /** Somebody else vouches for operators too, by OpenID Connect; the secret is told to nobody. */
    OCTROI_OIDC_ISSUER: z.url({ protocol: /^https?$/ }).optional(),
    OCTROI_OIDC_CLIENT_ID: z.string().min(1).max(500).optional(),
    OCTROI_OIDC_CLIENT_SECRET: z.string().min(1).max(2000).optional(),
    /** As people know it: it stands on the button. */
    OCTROI_OIDC_NAME: z.string().min(1).max(60).optional(),
    /** Whether it adds somebody who is no operator yet, and with which role. */
    OCTROI_OIDC_ADDS: z.enum(['nobody', ...operatorRoles]).default('nobody'),
    /** How long what is kept, where that differs from the defaults: `access_events=365,batches=400`, in days. */
    OCTROI_RETENTION_DAYS: z
      .string()
      .default('')
      .transform((text, context) => {
        const days = parseRetentionDays(text)
        if (days.ok) return days.value
        for (const { path, detail } of days.error) context.addIssue({ code: 'custom', message: `${path} ${detail}` })
        return z.NEVER
      }),
    OCTROI_LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
  })
  .superRefine((settings, context) => {
    const { OCTROI_HOST, OCTROI_TLS_CERT, OCTROI_TLS_KEY } = settings
    for (const [name, message] of openIdFaults(settings)) context.addIssue({ code: 'custom', path: [name], message })
    if ((OCTROI_TLS_CERT === undefined) !== (OCTROI_TLS_KEY === undefined)) {
      const path = OCTROI_TLS_CERT === undefined ? 'OCTROI_TLS_CERT' : 'OCTROI_TLS_KEY'
      context.addIssue({ code: 'custom', path: [path], message: 'certificate and key go together' })
    }
    if (OCTROI_TLS_CERT === undefined && !loopback.includes(OCTROI_HOST)) {
      const message =
        'plain HTTP and MQTT stay on this machine: give OCTROI_TLS_CERT and OCTROI_TLS_KEY, or put a TLS proxy before it'
      context.addIssue({ code: 'custom', path: ['OCTROI_HOST'], message })
    }
  })

const openIdNames = ['OCTROI_OIDC_ISSUER', 'OCTROI_OIDC_CLIENT_ID', 'OCTROI_OIDC_CLIENT_SECRET'] as const

type OpenIdTexts = { readonly [N in (typeof openIdNames)[number]]?: string | undefined }

function openIdFaults(settings: OpenIdTexts): readonly (readonly [string, string])[] {
  const missing = openIdNames.filter((name) => settings[name] === undefined)
  if (missing.length === openIdNames.length) return []
  const issuer = settings.OCTROI_OIDC_ISSUER
  const isPlain = issuer?.startsWith('http:') === true && !loopback.includes(new URL(issuer).hostname.replaceAll(/[[\]]/g, ''))
  return [
    ...missing.map((name) => [name, 'issuer, client id and client secret go together'] as const),
    ...(isPlain ? [['OCTROI_OIDC_ISSUER', 'must speak HTTPS, unless it is on this machine'] as const] : []),
  ]
}

export interface HubConfig {
  readonly dataDir: string
  /** Holds a password: never logged. */
  readonly databaseUrl?: string
  readonly host: string
  /** Paths of the PEM files. */
  readonly tls?: { readonly cert: string; readonly key: string }
  readonly httpPort: number
  readonly mqttPort: number
  readonly metrics?: { readonly host: string; readonly port: number }
  readonly whenTaken: 'fail' | 'free'
  readonly publicOrigin?: string
  readonly publicBroker?: string
  readonly isBehindProxy: boolean
  readonly webhookReach: 'public' | 'any'
  readonly sealingKey?: Uint8Array
  readonly firstTenant: { readonly name: string; readonly zone: Zone }
  readonly drainMs: number
  /** Holds a secret: never logged. */
  readonly openId?: OpenIdSettings
  readonly retentionDays: RetentionDays
  readonly logLevel: string
}

export interface OpenIdSettings {
  readonly issuer: string
  readonly clientId: string
  readonly clientSecret: string
  /** As people know it. */
  readonly name: string
  /** The role of somebody who is no operator yet; absent where nobody is added so. */
  readonly addsWithRole?: OperatorRole
}

/** Throws with every fault at once. */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): HubConfig {
  const settings = readSettings(schema, environment)
  return {
    dataDir: settings.OCTROI_DATA_DIR,
    ...(settings.OCTROI_DATABASE_URL === undefined ? {} : { databaseUrl: settings.OCTROI_DATABASE_URL }),
    host: settings.OCTROI_HOST,
    ...tlsOf(settings),
    httpPort: settings.OCTROI_HTTP_PORT,
    mqttPort: settings.OCTROI_MQTT_PORT,
    ...(settings.OCTROI_METRICS_PORT === undefined
      ? {}
      : { metrics: { host: settings.OCTROI_METRICS_HOST, port: settings.OCTROI_METRICS_PORT } }),
    whenTaken: settings.OCTROI_WHEN_PORT_TAKEN,
    ...(settings.OCTROI_PUBLIC_ORIGIN === undefined ? {} : { publicOrigin: new URL(settings.OCTROI_PUBLIC_ORIGIN).origin }),
    ...(settings.OCTROI_PUBLIC_BROKER === undefined ? {} : { publicBroker: settings.OCTROI_PUBLIC_BROKER }),
    isBehindProxy: settings.OCTROI_BEHIND_PROXY === 'true',
    webhookReach: settings.OCTROI_WEBHOOK_REACH,
    ...(settings.OCTROI_SEALING_KEY === undefined ? {} : { sealingKey: Buffer.from(settings.OCTROI_SEALING_KEY, 'base64') }),
    firstTenant: { name: settings.OCTROI_TENANT_NAME, zone: settings.OCTROI_TENANT_ZONE },
    drainMs: settings.OCTROI_DRAIN_SECONDS * 1000,
    ...openIdOf(settings),
    retentionDays: settings.OCTROI_RETENTION_DAYS,
    logLevel: settings.OCTROI_LOG_LEVEL,
  }
}

/** Secrets that may lie in a file instead, as systemd's credentials and containers' secrets do. */
const fromFiles = [
  ['OCTROI_SEALING_KEY', 'OCTROI_SEALING_KEY_FILE'],
  ['OCTROI_DATABASE_URL', 'OCTROI_DATABASE_URL_FILE'],
  ['OCTROI_OIDC_CLIENT_SECRET', 'OCTROI_OIDC_CLIENT_SECRET_FILE'],
  ['OCTROI_API_KEY', 'OCTROI_API_KEY_FILE'],
] as const

/** The environment with the secrets that it names files of. Throws where one is given twice or cannot be read. */
export async function withSecrets(
  environment: Readonly<Record<string, string | undefined>>,
): Promise<Readonly<Record<string, string | undefined>>> {
  const read: Record<string, string> = {}
  for (const [name, fileName] of fromFiles) {
    const path = environment[fileName]
    if (path === undefined || path === '') continue
    if (environment[name] !== undefined) throw new Error(`give ${name} or ${fileName}, not both`)
    read[name] = await readFile(path, 'utf8').then(
      (text) => text.trim(),
      (error: NodeJS.ErrnoException) => {
        throw new Error(`the file of ${fileName} cannot be read (${error.code ?? 'unknown'})`, { cause: error })
      },
    )
  }
  return { ...environment, ...read }
}

function tlsOf({ OCTROI_TLS_CERT: cert, OCTROI_TLS_KEY: key }: z.infer<typeof schema>): Pick<HubConfig, 'tls'> {
  return cert === undefined || key === undefined ? {} : { tls: { cert, key } }
}

function openIdOf(settings: z.infer<typeof schema>): Pick<HubConfig, 'openId'> {
  const { OCTROI_OIDC_ISSUER: issuer, OCTROI_OIDC_CLIENT_ID: clientId, OCTROI_OIDC_CLIENT_SECRET: clientSecret } = settings
  if (issuer === undefined || clientId === undefined || clientSecret === undefined) return {}
  const { OCTROI_OIDC_NAME: name = new URL(issuer).host, OCTROI_OIDC_ADDS: adds } = settings
  return { openId: { issuer, clientId, clientSecret, name, ...(adds === 'nobody' ? {} : { addsWithRole: adds }) } }
}
