import { readFile } from 'node:fs/promises'
import { type Proof, proofSchema, type RecordProof, recordProofSchema } from '@octroi/shared/api/proof'
import { fromBase64url } from '@octroi/shared/crypto/bytes'
import type { Crypto } from '@octroi/shared/crypto/crypto'
import { publicKeyLength } from '@octroi/shared/crypto/crypto'
import { err, ok, type Result } from '@octroi/shared/errors/result'
import { formatQuantity } from '@octroi/shared/money/quantity'
import type { BrokenLink } from '@octroi/shared/proof/device-signed'
import { type Proven, verifyProof } from '@octroi/shared/proof/verify-proof'
import { type SignedRecord, verifyRecord } from '@octroi/shared/proof/verify-record'
import { formatInstant } from '@octroi/shared/time/instant'
import type { RecordBody } from '@octroi/shared/wire/messages/record'
import { z } from 'zod'

export const verifyUsage = `octroi verify FILE --root-key KEY
  Checks a proof offline: from the tenant's root key to each record that a device signed.
  FILE        a proof of an authorization or of a record, or a confirmation that carries one, as JSON; - reads
              standard input
  --root-key  the tenant's root key, base64url, or the path of a file that holds it
`

type AnyProof = Proof | RecordProof

/** A file that is a proof, or something that carries one. */
const carriersSchema = z.union([
  proofSchema,
  recordProofSchema,
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
  const verified = sentencesOf(crypto, proof.value, rootKey.value)
  if (!verified.ok) {
    write(`Broken link: ${verified.error.link}. ${verified.error.detail}`)
    return 1
  }
  for (const line of verified.value) write(line)
  return 0
}

function sentencesOf(crypto: Crypto, proof: AnyProof, rootKey: Uint8Array): Result<readonly string[], BrokenLink> {
  if (proof.format === 'octroi/v1/proof') {
    const verified = verifyProof(crypto, proof, rootKey)
    return verified.ok ? ok(sentences(verified.value)) : verified
  }
  const verified = verifyRecord(crypto, proof, rootKey)
  return verified.ok ? ok(recordSentences(verified.value)) : verified
}

const walked = 'under the device’s key, that key under the hub’s, the hub’s under the root key given.'

function recordSentences({ tenant, device, seq, record }: SignedRecord): readonly string[] {
  return [
    `Proven: device ${device} of tenant ${tenant} signed record ${seq} of its journal.`,
    `  ${seq}  ${formatInstant(record.time)} (${record.timeState})  ${record.type}, ${record.service}`,
    ...(record.type === 'reading' ? [readingSentence(record.body)] : []),
    `It was found in a batch ${walked}`,
  ]
}

function readingSentence({ meter, start, end, quantity }: RecordBody<'reading'>): string {
  return `  ${formatQuantity(quantity)} of ${meter}, used from ${formatInstant(start)} to ${formatInstant(end)}`
}

function sentences({ tenant, device, authorization, grant, records }: Proven): readonly string[] {
  const begins = grant.form === 'command' ? grant.claims.issuedAt : grant.claims.notBefore
  const window = `${formatInstant(begins * 1000)} to ${formatInstant(grant.claims.expiresAt * 1000)}`
  return [
    `Proven: device ${device} signed ${records.length} records about ${authorization}.`,
    `The ${grant.form} of tenant ${tenant} allows ${grant.claims.action}, ${window}.`,
    ...records.map(({ seq, record }) => `  ${seq}  ${formatInstant(record.time)} (${record.timeState})  ${record.type}`),
    `Each was found in a batch ${walked}`,
    'These are records that the device signed; it may have signed others.',
  ]
}

async function readRootKey(given: string): Promise<Result<Uint8Array, string>> {
  const text = await readFile(given, 'utf8').catch(() => given)
  const key = fromBase64url(text.trim())
  return key?.length === publicKeyLength ? ok(key) : err('The root key must be 32 bytes in base64url, or a file that holds it.')
}

async function readProof(file: string): Promise<Result<AnyProof, string>> {
  try {
    const parsed = carriersSchema.safeParse(JSON.parse(await readFile(file === '-' ? '/dev/stdin' : file, 'utf8')))
    return parsed.success ? ok(parsed.data) : err(`${file} holds no proof of the format octroi/v1/proof or octroi/v1/record.`)
  } catch (error) {
    return err(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`)
  }
}
