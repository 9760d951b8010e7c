import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto'
import { open, readFile, rename } from 'node:fs/promises'
import { plainBytes, toBase64url } from '@octroi/shared/crypto/bytes'
import { invariant } from '@octroi/shared/errors/invariant'
import type { Sealer } from '../../environment.ts'
import { isOfSigningKey } from '../../tenants/signer.ts'

const algorithm = 'aes-256-gcm'
const ivLength = 12
const tagLength = 16

/** Tenants and their uses of keys, of which each signs again and again. */
const signingKeysAtMost = 1000

/** Signing keys that were unsealed are held, each as the same bytes: importing them once more would cost many signatures. */
function heldSigningKeys(unseal: Sealer['unseal']): Sealer['unseal'] {
  const held = new Map<string, Uint8Array>()
  return (sealed, purpose) => {
    if (!isOfSigningKey(purpose)) return unseal(sealed, purpose)
    const name = `${purpose} ${toBase64url(sealed)}`
    const known = held.get(name)
    if (known !== undefined) return known
    const key = unseal(sealed, purpose)
    if (held.size >= signingKeysAtMost) held.delete(held.keys().next().value ?? '')
    held.set(name, key)
    return key
  }
}

/** AES-256-GCM under one installation key; the purpose is authenticated with every secret. `random` must never repeat. */
export function sealerOf(key: Uint8Array, random: (length: number) => Uint8Array = randomBytes): Sealer {
  invariant(key.length === 32, 'the sealing key is 32 bytes')
  const derived = (use: string): Buffer => Buffer.from(hkdfSync('sha256', key, new Uint8Array(0), `octroi/v1/${use}`, 32))
  const [encryption, authentication] = [derived('sealing'), derived('mac')]
  return {
    seal: (secret, purpose) => {
      const iv = random(ivLength)
      const cipher = createCipheriv(algorithm, encryption, iv).setAAD(Buffer.from(purpose))
      return plainBytes(Buffer.concat([iv, cipher.update(secret), cipher.final(), cipher.getAuthTag()]))
    },
    unseal: heldSigningKeys((sealed, purpose) => {
      const body = sealed.subarray(ivLength, sealed.length - tagLength)
      const decipher = createDecipheriv(algorithm, encryption, sealed.subarray(0, ivLength), { authTagLength: tagLength })
      decipher.setAAD(Buffer.from(purpose)).setAuthTag(sealed.subarray(sealed.length - tagLength))
      return plainBytes(Buffer.concat([decipher.update(body), decipher.final()]))
    }),
    mac: (data, purpose) => plainBytes(createHmac('sha256', authentication).update(`${purpose}\0`).update(data).digest()),
  }
}

/**
 * The installation's sealing key from its file, readable by its owner alone; made at the first start. Once a tenant is
 * founded its keys are sealed with it, and another key would open nothing.
 */
export async function sealingKeyFile(path: string, hasTenants: boolean): Promise<Uint8Array> {
  const kept = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
  if (kept === undefined && hasTenants) throw new Error(`${path} is missing. ${sealedWithIt}`)
  if (kept !== undefined) {
    const key = plainBytes(Buffer.from(kept.trim(), 'base64'))
    if (key.length !== 32) throw new Error(`${path} does not hold a key of 32 bytes in base64. ${sealedWithIt}`)
    return key
  }
  const key = plainBytes(randomBytes(32))
  // Whole or not at all, also when power is lost in between.
  const draft = `${path}.new`
  const file = await open(draft, 'w', 0o600)
  await file.writeFile(Buffer.from(key).toString('base64'))
  await file.sync()
  await file.close()
  await rename(draft, path)
  return key
}

const sealedWithIt = 'The signing keys and secrets in the database are sealed with it: put it back from a backup.'
