import { fromBase64url, toBase64url } from '@octroi/shared/crypto/bytes'
import { type DeviceId, isId, type SessionId, type TenantId } from '@octroi/shared/ids/id'

/** A device's leave to connect: one token for one CONNECT. Only its hash is stored. */
export interface DeviceSession {
  readonly id: SessionId
  readonly device: DeviceId
  readonly tokenHash: Uint8Array
  /** By which a command names the session: the nonce that the device made to open it. */
  readonly deviceNonce: Uint8Array
  readonly expiresAtMs: number
}

/** A session in which the device is now; without its nonce where it was opened before that was kept. */
export type TakenSession = Pick<DeviceSession, 'id' | 'expiresAtMs'> & Partial<Pick<DeviceSession, 'deviceNonce'>>

export const sessionLifetimeMs = 12 * 3_600_000
export const sessionTokenLength = 32

/** What a device gives as its MQTT password: its tenant, so that one indexed read finds the session, and the token. */
export function mqttPassword(tenant: TenantId, token: Uint8Array): string {
  return `${tenant}.${toBase64url(token)}`
}

export function readMqttPassword(password: string): { readonly tenant: TenantId; readonly token: Uint8Array } | undefined {
  const [tenant = '', encoded = '', ...rest] = password.split('.')
  const token = fromBase64url(encoded)
  const isWhole = rest.length === 0 && token?.length === sessionTokenLength
  return isWhole && isId('tenant', tenant) ? { tenant, token } : undefined
}
