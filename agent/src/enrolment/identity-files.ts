import { open, readFile, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { decodeBase64url, fromBase64url, toBase64url } from '@octroi/shared/crypto/bytes'
import { type Crypto, keyPairOf, secretKeyLength } from '@octroi/shared/crypto/crypto'
import { isId } from '@octroi/shared/ids/id'
import { z } from 'zod'
import type { IdentityStore } from './identity.ts'

const bytes = z.string().transform((text, context) => {
  const decoded = fromBase64url(text)
  if (decoded === undefined) context.addIssue('not base64url')
  return decoded ?? z.NEVER
})

const enrolledSchema = z.object({
  tenant: z.string().refine((text) => isId('tenant', text)),
  device: z.string().refine((text) => isId('device', text)),
  rootKey: bytes,
  keyset: bytes,
  ca: z.string().optional(),
})

/** Two files in the data directory, readable by their owner alone: the secret key, and what enrolment brought. */
export function identityFiles(folder: string, crypto: Crypto, randomBytes: (length: number) => Uint8Array): IdentityStore {
  const keyPath = join(folder, 'device-key')
  const enrolledPath = join(folder, 'enrolment.json')
  const store: IdentityStore = {
    async keys() {
      const kept = await readIfThere(keyPath)
      if (kept !== undefined) return keyPairOf(crypto, decodeBase64url(kept.trim()))
      const secretKey = randomBytes(secretKeyLength)
      await writeDurably(keyPath, `${toBase64url(secretKey)}\n`)
      return keyPairOf(crypto, secretKey)
    },

    async get() {
      const text = await readIfThere(enrolledPath)
      if (text === undefined) return undefined
      const { ca, ...enrolled } = enrolledSchema.parse(JSON.parse(text))
      return { ...enrolled, ...(ca === undefined ? {} : { ca }), keys: await store.keys() }
    },

    async put({ tenant, device, rootKey, keyset, ca }) {
      const pinned = ca === undefined ? {} : { ca }
      const enrolled = { tenant, device, rootKey: toBase64url(rootKey), keyset: toBase64url(keyset), ...pinned }
      await writeDurably(enrolledPath, `${JSON.stringify(enrolled, null, 2)}\n`)
    },
  }
  return store
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

/** Whole or not at all, also when power is lost in between. */
async function writeDurably(path: string, content: string): Promise<void> {
  const draft = `${path}.new`
  const file = await open(draft, 'w', 0o600)
  try {
    await file.writeFile(content)
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(draft, path)
  const folder = await open(join(path, '..'), 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}
