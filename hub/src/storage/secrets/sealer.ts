import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto'
import { open, readFile } from 'node:fs/promises'
import { plainBytes } from '@octroi/shared/crypto/bytes'
import { invariant } from '@octroi/shared/errors/invariant'
import type { Sealer } from '../../environment.ts'

const algorithm = 'aes-256-gcm'
const ivLength = 12
const tagLength = 16

/** AES-256-GCM under one installation key; the purpose is authenticated with every secret. */
export function sealerOf(key: Uint8Array): Sealer {
  invariant(key.length === 32, 'the sealing key is 32 bytes')
  const derived = (use: string): Buffer => Buffer.from(hkdfSync('sha256', key, new Uint8Array(0), `octroi/v1/${use}`, 32))
  const [encryption, authentication] = [derived('sealing'), derived('mac')]
  return {
    seal: (secret, purpose) => {
      const iv = randomBytes(ivLength)
      const cipher = createCipheriv(algorithm, encryption, iv).setAAD(Buffer.from(purpose))
      return plainBytes(Buffer.concat([iv, cipher.update(secret), cipher.final(), cipher.getAuthTag()]))
    },
    unseal: (sealed, purpose) => {
      const body = sealed.subarray(ivLength, sealed.length - tagLength)
      const decipher = createDecipheriv(algorithm, encryption, sealed.subarray(0, ivLength), { authTagLength: tagLength })
      decipher.setAAD(Buffer.from(purpose)).setAuthTag(sealed.subarray(sealed.length - tagLength))
      return plainBytes(Buffer.concat([decipher.update(body), decipher.final()]))
    },
    mac: (data, purpose) => plainBytes(createHmac('sha256', authentication).update(`${purpose}\0`).update(data).digest()),
  }
}

/** The installation's sealing key from its file, made there at the first start, readable by its owner alone. */
export async function sealingKeyFile(path: string): Promise<Uint8Array> {
  try {
    const file = await open(path, 'wx', 0o600)
    await file.writeFile(randomBytes(32).toString('base64'))
    await file.sync()
    await file.close()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
  return Buffer.from(await readFile(path, 'utf8'), 'base64')
}
