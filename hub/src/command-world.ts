import { randomBytes as systemBytes } from 'node:crypto'
import { idSource } from '@octroi/shared/ids/id-source'
import type { Environment } from './environment.ts'
import { argon2Passwords } from './identity/argon2-passwords.ts'
import type { PasswordHasher } from './operators/password-hasher.port.ts'

/** What a command asks of the world that adds something to the data of a hub. It opens no secret, so it needs no sealing key. */
export interface CommandWorld extends Pick<Environment, 'ids' | 'nowMs'> {
  readonly passwords: PasswordHasher
}

export async function commandWorld(): Promise<CommandWorld> {
  const randomBytes = (length: number): Uint8Array => new Uint8Array(systemBytes(length))
  return { nowMs: Date.now, ids: idSource(Date.now, randomBytes), passwords: await argon2Passwords() }
}
