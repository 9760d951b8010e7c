import { nameSchema, zoneSchema } from '@octroi/shared/api/shapes'
import { faultsOf } from '@octroi/shared/errors/faults-of'
import { z } from 'zod'
import type { Environment } from '../environment.ts'
import { foundTenantAtRest, type SealedPlace } from '../found-tenant-at-rest.ts'
import { withStorage } from '../with-storage.ts'

export const tenantUsage = `octroi tenant list [--data-dir DIR]
  Every tenant of the installation: id, mode, name.
octroi tenant found --name NAME --zone ZONE [--data-dir DIR]
  Founds another tenant, for a partner that resells say, and tells its operator's first API key: only this once.
  --zone      an IANA time zone, Europe/Paris for example.
  --data-dir  the hub's data directory; OCTROI_DATA_DIR or .octroi/hub where it is absent. The hub must not run.
  The database is the one of OCTROI_DATABASE_URL where that is set.
`

const askedSchema = z.object({ name: nameSchema, zone: zoneSchema })

type Say = (line: string) => void

export function listTenants(place: SealedPlace, say: Say): Promise<0> {
  return withStorage<0>(place, async (storage) => {
    for (const id of await storage.tenants()) {
      const tenant = await storage.read(id, ({ tenants }) => tenants.get())
      if (tenant !== undefined) say([id, tenant.mode, tenant.name].join('  '))
    }
    return 0
  })
}

/** Exit codes: 0 founded, 1 refused, and why. Throws where the data cannot be opened. */
export async function tenantFound(
  place: SealedPlace,
  world: Pick<Environment, 'nowMs'>,
  asked: { readonly name: string; readonly zone: string },
  say: Say,
  complain: Say,
): Promise<0 | 1> {
  const read = askedSchema.safeParse(asked)
  if (!read.success) {
    for (const { path, detail } of faultsOf(read.error)) complain(`${path} ${detail}`)
    return 1
  }
  const { tenant, token } = await foundTenantAtRest(place, world, read.data)
  say(`${tenant}  founded`)
  say(token)
  return 0
}
