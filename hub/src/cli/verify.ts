import { readFile } from 'node:fs/promises'
import { type Proof, proofSchema } from '@octroi/shared/api/proof'
import { fromBase64url } from '@octroi/shared/crypto/bytes'
import type { Crypto } from '@octroi/shared/crypto/crypto'
import { publicKeyLength } from '@octroi/shared/crypto/crypto'
import { err, ok, type Result } from '@octroi/shared/errors/result'
import { type Proven, verifyProof } from '@octroi/shared/proof/verify-proof'
import { formatInstant } from '@octroi/shared/time/instant'
import { z } from 'zod'

export const verifyUsage = `octroi verify FILE --root-key KEY
  Checks a proof offline: from the tenant's root key to each record that a device signed.
  FILE        a proof, or a confirmation that carries one, as JSON; - reads standard input
  --root-key  the tenant's root key, base64url, or the path of a file that holds it
`

/** A file that is a proof, or something that carries one. */
const carriersSchema = z.union([
  proofSchema,
  z.object({ data: z.object({ proof: proofSchema }) }).transform(({ data }) => data.proof),
  z.object({ proof: proofSchema }).transform(({ proof }) => proof),
])

/** Exit codes: 0 proven, 1 a link is broken, 2 it cannot be checked at all. */
export async function verify(
  crypto: Crypto,
  given: { readonly file: string; readonly rootKey: string },
  write: (line: string) => void,
): Promise<0 | 1 | 2> {
  const rootKey = await readRootKey(given.rootKey)
  if (!rootKey.ok) {
    write(rootKey.error)
    return 2
  }
  const proof = await readProof(given.file)
  if (!proof.ok) {
    write(proof.error)
    return 2
  }
  const verified = verifyProof(crypto, proof.value, rootKey.value)
  if (!verified.ok) {
    write(`Broken link: ${verified.error.link}. ${verified.error.detail}`)
    return 1
  }
  for (const line of sentences(verified.value)) write(line)
  return 0
}

function sentences({ tenant, device, authorization, grant, records }: Proven): readonly string[] {
  const window = `${formatInstant(grant.claims.notBefore * 1000)} to ${formatInstant(grant.claims.expiresAt * 1000)}`
  return [
    `Proven: device ${device} signed ${records.length} records about ${authorization}.`,
    `The ${grant.form} of tenant ${tenant} allows ${grant.claims.action}, ${window}.`,
    ...records.map(({ seq, record }) => `  ${seq}  ${formatInstant(record.time)} (${record.timeState})  ${record.type}`),
    'Each was found in a batch under the device’s key, that key under the hub’s, the hub’s under the root key given.',
    'These are records that the device signed; it may have signed others.',
  ]
}

async function readRootKey(given: string): Promise<Result<Uint8Array, string>> {
  const text = await readFile(given, 'utf8').catch(() => given)
  const key = fromBase64url(text.trim())
  return key?.length === publicKeyLength ? ok(key) : err('The root key must be 32 bytes in base64url, or a file that holds it.')
}

async function readProof(file: string): Promise<Result<Proof, string>> {
  try {
    const parsed = carriersSchema.safeParse(JSON.parse(await readFile(file === '-' ? '/dev/stdin' : file, 'utf8')))
    return parsed.success ? ok(parsed.data) : err(`${file} holds no proof of the format octroi/v1/proof.`)
  } catch (error) {
    return err(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`)
  }
}
