import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Proof } from '@octroi/shared/api/proof'
import { checkProof as checkOffline } from '@octroi/shared/client/check-proof'
import type { MerchantClient } from '@octroi/shared/client/merchant-client'
import type { Stage } from '../stage.ts'
import { tampered } from '../tampered.ts'
import type { Teller } from '../teller.ts'
import type { Confirmed } from './delivery.ts'

/** What the merchant needs to convince anybody, years later and without the hub. */
export async function checkProof(teller: Teller, stage: Stage, merchant: MerchantClient, { proof }: Confirmed): Promise<void> {
  await teller.once('proof', 'The merchant checks the proof in it offline, knowing only the tenant’s root key', async () => {
    const { rootKey } = await merchant.tenant()
    const expected = { rootKey, of: proof.authorization }
    const file = join(stage.dataDir, 'proof.json')
    await writeFile(file, `${JSON.stringify(proof, null, 2)}\n`)
    const proven = checkOffline(proof, expected)
    if (!proven.ok) throw new Error(`${proven.error.link}: ${proven.error.detail}`)
    const forged = checkOffline(withRecordOf(proof, tampered), expected)
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
