import { readSettings } from '@octroi/shared/errors/settings'
import { isId, type TenantId } from '@octroi/shared/ids/id'
import { z } from 'zod'
import type { Dial } from './uplink/hub-client.ts'

/** Everything the agent reads from its environment, here and nowhere else. */
const dial = z
  .string()
  .regex(/^[^:\s]+:\d{1,5}$/, 'must be host:port')
  .transform((text): Dial => {
    const [host = '', port = ''] = text.split(':')
    return { host, port: Number(port) }
  })

const schema = z.object({
  /** Address of the hub, for example https://hub.example. */
  OCTROI_HUB: z.url({ protocol: /^https?$/ }),
  OCTROI_TENANT: z.string().refine((text): text is TenantId => isId('tenant', text), 'must be a tenant id'),
  /** Needed until the device has enrolled. */
  OCTROI_CLAIM_CODE: z.string().min(1).max(64).optional(),
  /** PEM file of the authority that alone may vouch for the hub; kept at enrolment, and never asked for again. */
  OCTROI_CA: z.string().min(1).optional(),
  OCTROI_DATA_DIR: z.string().min(1),
  /** Path of the driver module. */
  OCTROI_DRIVER: z.string().min(1),
  /** Passed to the driver as it is, as JSON. */
  OCTROI_DRIVER_OPTIONS: z
    .string()
    .default('{}')
    .transform((text, context): unknown => {
      try {
        return JSON.parse(text)
      } catch {
        context.addIssue('must be JSON')
        return z.NEVER
      }
    }),
  /** A gateway that carries the device's traffic, where the hub's address is not dialled itself. */
  OCTROI_DIAL_HTTP: dial.optional(),
  OCTROI_DIAL_MQTT: dial.optional(),
  OCTROI_LOCAL_HOST: z.string().default('127.0.0.1'),
  OCTROI_LOCAL_PORT: z.coerce.number().int().min(0).max(65_535).default(0),
  OCTROI_JOURNAL_RECORDS: z.coerce.number().int().min(1000).default(2_000_000),
  OCTROI_LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
})

export interface AgentConfig {
  readonly hub: string
  readonly tenant: TenantId
  readonly claimCode?: string
  /** Path of the PEM file. */
  readonly ca?: string
  readonly dataDir: string
  readonly driver: string
  readonly driverOptions: unknown
  readonly httpDial?: Dial
  readonly mqttDial?: Dial
  readonly localHost: string
  readonly localPort: number
  readonly journalRecordsAtMost: number
  readonly logLevel: string
}

/** Throws with every fault at once. */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): AgentConfig {
  const settings = readSettings(schema, environment)
  return {
    hub: new URL(settings.OCTROI_HUB).origin,
    tenant: settings.OCTROI_TENANT,
    ...(settings.OCTROI_CLAIM_CODE === undefined ? {} : { claimCode: settings.OCTROI_CLAIM_CODE }),
    ...(settings.OCTROI_CA === undefined ? {} : { ca: settings.OCTROI_CA }),
    dataDir: settings.OCTROI_DATA_DIR,
    driver: settings.OCTROI_DRIVER,
    driverOptions: settings.OCTROI_DRIVER_OPTIONS,
    ...(settings.OCTROI_DIAL_HTTP === undefined ? {} : { httpDial: settings.OCTROI_DIAL_HTTP }),
    ...(settings.OCTROI_DIAL_MQTT === undefined ? {} : { mqttDial: settings.OCTROI_DIAL_MQTT }),
    localHost: settings.OCTROI_LOCAL_HOST,
    localPort: settings.OCTROI_LOCAL_PORT,
    journalRecordsAtMost: settings.OCTROI_JOURNAL_RECORDS,
    logLevel: settings.OCTROI_LOG_LEVEL,
  }
}
