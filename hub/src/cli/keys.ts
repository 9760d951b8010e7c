import { instantSchema } from '@octroi/shared/api/shapes'
import { faultsOf } from '@octroi/shared/errors/faults-of'
import { isId } from '@octroi/shared/ids/id'
import { parseInstant } from '@octroi/shared/time/instant'
import { type KeyUse, keyUses } from '@octroi/shared/wire/messages/keyset'
import { z } from 'zod'
import type { Environment } from '../environment.ts'
import type { SealedPlace } from '../found-tenant-at-rest.ts'
import { replaceKeysAtRest } from '../replace-keys-at-rest.ts'

export const keysUsage = `octroi keys replace --tenant TENANT --use USE... [--since INSTANT] [--data-dir DIR]
  Puts new signing keys in the place of those in use, because they were stolen or end soon. The tenant's root key must lie in
  root-keys. Devices take the new keys as they connect again, and from then on nothing that the old ones sign.
  --use       permits, leases or receipts; more than one may be named. With permits, every permit and passcode given before
              is taken back: ask for new ones.
  --since     since when a thief may have had them: what they signed from then on proves nothing. Absent: since now. Name a
              time well before it became known; a device whose clock lags takes the old keys until it has come.
  --data-dir  the hub's data directory; OCTROI_DATA_DIR or .octroi/hub where it is absent. The hub must not run.
`

const askedSchema = z.object({
  tenant: z.string().refine((text) => isId('tenant', text), 'must be the id of a tenant'),
  uses: z.array(z.enum(Object.keys(keyUses) as [KeyUse, ...KeyUse[]])).min(1),
  since: instantSchema.optional(),
})

type Say = (line: string) => void

export interface AskedKeys {
  readonly tenant: string
  readonly uses: readonly string[]
  readonly since?: string
}

/** Exit codes: 0 replaced, 1 refused, and why. Throws where the data cannot be opened. */
export async function replaceKeys(
  place: SealedPlace,
  { nowMs }: Pick<Environment, 'nowMs'>,
  asked: AskedKeys,
  say: Say,
  complain: Say,
): Promise<0 | 1> {
  const read = askedSchema.safeParse(asked)
  if (!read.success) {
    for (const { path, detail } of faultsOf(read.error)) complain(`${path} ${detail}`)
    return 1
  }
  const { tenant, uses, since } = read.data
  if (!isId('tenant', tenant)) return 1
  const endMs = (since === undefined ? undefined : parseInstant(since)) ?? nowMs()
  const replaced = await replaceKeysAtRest(place, { nowMs }, { tenant, uses, endMs })
  if (!replaced.ok) {
    complain(replaced.error.detail)
    return 1
  }
  const { version, devices } = replaced.value
  say(`The keys for ${uses.join(', ')} are new: key set ${version}.`)
  if (uses.includes('permits')) say(`Permits and passcodes of before are taken back on ${devices} devices: ask for new ones.`)
  return 0
}
