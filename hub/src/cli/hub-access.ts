import { HubConnection } from '@octroi/shared/client/hub-connection'
import { readSettings } from '@octroi/shared/errors/settings'
import { z } from 'zod'

export const hubAccessUsage = `  --hub  where the hub is; OCTROI_HUB or http://127.0.0.1:8080 where it is absent. The operator's API key is read from
         OCTROI_API_KEY, or from the file that OCTROI_API_KEY_FILE names, and never from the command line.
`

const loopback = ['127.0.0.1', '[::1]', 'localhost']

const schema = z.object({
  OCTROI_HUB: z
    .url({ protocol: /^https?$/ })
    .default('http://127.0.0.1:8080')
    .refine(isPrivate, 'must speak HTTPS, unless it is on this machine: the key would go over the network for all to read'),
  OCTROI_API_KEY: z.string({ error: 'is needed, or OCTROI_API_KEY_FILE' }).min(1).max(500),
})

/** A large catalogue, or an account with many devices, takes its time. */
const timeoutMs = 600_000

/** A running hub, as its operator reaches it. Throws with every fault of the settings at once. */
export function hubAccess(environment: Readonly<Record<string, string | undefined>>, hub: string | undefined): HubConnection {
  const { OCTROI_HUB: baseUrl, OCTROI_API_KEY: apiKey } = readSettings(schema, {
    ...environment,
    ...(hub === undefined ? {} : { OCTROI_HUB: hub }),
  })
  return new HubConnection({ baseUrl, apiKey, timeoutMs })
}

function isPrivate(address: string): boolean {
  if (!URL.canParse(address)) return true
  const { protocol, hostname } = new URL(address)
  return protocol === 'https:' || loopback.includes(hostname)
}
