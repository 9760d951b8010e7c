import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Proof } from '@octroi/shared/api/proof'
import { tenantSchema } from '@octroi/shared/api/tenant'
import { decodeBase64url } from '@octroi/shared/crypto/bytes'
import { verifyProof } from '@octroi/shared/proof/verify-proof'
import type { HubApi } from '../../hub-api/hub-api.ts'
import type { Stage } from '../stage.ts'
import { tampered } from '../tampered.ts'
import type { Teller } from '../teller.ts'
import { crypto } from './agents.ts'
import type { Confirmed } from './delivery.ts'

/** What the merchant needs to convince anybody, years later and without the hub. */
export async function checkProof(teller: Teller, stage: Stage, hub: HubApi, { proof }: Confirmed): Promise<void> {
  await teller.once('proof', 'The merchant checks the proof in it offline, knowing only the tenant’s root key', async () => {
    const { rootKey } = await hub.get('/v1/tenant', tenantSchema)
    const file = join(stage.dataDir, 'proof.json')
    await writeFile(file, `${JSON.stringify(proof, null, 2)}\n`)
    const proven = verifyProof(crypto, proof, decodeBase64url(rootKey))
    if (!proven.ok) throw new Error(`${proven.error.link}: ${proven.error.detail}`)
    const forged = verifyProof(crypto, withRecordOf(proof, tampered), decodeBase64url(rootKey))
    if (forged.ok) throw new Error('a changed record was proven')
    const types = proven.value.records.map(({ record }) => record.type)
    return {
      remember: {},
      lines: [
        `root key → key set → device key → ${proof.batches.length} batches → ${types.join(', ')}`,
        `with one bit of a record changed: broken link ${forged.error.link}. ${forged.error.detail}`,
        `check it yourself: npm run octroi -- verify ${file} --root-key ${rootKey}`,
      ],
      facts: { proven: types, file, rootKey, brokenLink: forged.error.link },
    }
  })
}

function withRecordOf(proof: Proof, change: (record: string) => string): Proof {
  const [first, ...rest] = proof.batches
  if (first === undefined) throw new Error('the proof has no batch')
  return {
    ...proof,
    batches: [{ ...first, records: first.records.map((each) => ({ ...each, record: change(each.record) })) }, ...rest],
  }
}
