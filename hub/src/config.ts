import { readSettings } from '@octroi/shared/errors/settings'
import { isZone, type Zone } from '@octroi/shared/time/zone'
import { z } from 'zod'

/** Everything the hub reads from its environment, here and nowhere else. */
const port = z.coerce.number().int().min(0).max(65_535)

const schema = z.object({
  OCTROI_DATA_DIR: z.string().min(1).default('.octroi/hub'),
  /** The hub speaks plain HTTP and MQTT, so it listens on this machine only; put a TLS proxy in front of it. */
  OCTROI_HOST: z.enum(['127.0.0.1', '::1', 'localhost']).default('127.0.0.1'),
  OCTROI_HTTP_PORT: port.default(8080),
  OCTROI_MQTT_PORT: port.default(1883),
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
  OCTROI_LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
})

export interface HubConfig {
  readonly dataDir: string
  readonly host: string
  readonly httpPort: number
  readonly mqttPort: number
  readonly whenTaken: 'fail' | 'free'
  readonly publicOrigin?: string
  readonly publicBroker?: string
  readonly isBehindProxy: boolean
  readonly webhookReach: 'public' | 'any'
  readonly sealingKey?: Uint8Array
  readonly firstTenant: { readonly name: string; readonly zone: Zone }
  readonly logLevel: string
}

/** Throws with every fault at once. */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): HubConfig {
  const settings = readSettings(schema, environment)
  return {
    dataDir: settings.OCTROI_DATA_DIR,
    host: settings.OCTROI_HOST,
    httpPort: settings.OCTROI_HTTP_PORT,
    mqttPort: settings.OCTROI_MQTT_PORT,
    whenTaken: settings.OCTROI_WHEN_PORT_TAKEN,
    ...(settings.OCTROI_PUBLIC_ORIGIN === undefined ? {} : { publicOrigin: new URL(settings.OCTROI_PUBLIC_ORIGIN).origin }),
    ...(settings.OCTROI_PUBLIC_BROKER === undefined ? {} : { publicBroker: settings.OCTROI_PUBLIC_BROKER }),
    isBehindProxy: settings.OCTROI_BEHIND_PROXY === 'true',
    webhookReach: settings.OCTROI_WEBHOOK_REACH,
    ...(settings.OCTROI_SEALING_KEY === undefined ? {} : { sealingKey: Buffer.from(settings.OCTROI_SEALING_KEY, 'base64') }),
    firstTenant: { name: settings.OCTROI_TENANT_NAME, zone: settings.OCTROI_TENANT_ZONE },
    logLevel: settings.OCTROI_LOG_LEVEL,
  }
}
