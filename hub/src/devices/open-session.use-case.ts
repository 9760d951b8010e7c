import { equalBytes } from '@octroi/shared/crypto/bytes'
import { keyId } from '@octroi/shared/crypto/key-id'
import type { Failure } from '@octroi/shared/errors/failure'
import { err, ok, type Result } from '@octroi/shared/errors/result'
import type { DeviceId, TenantId } from '@octroi/shared/ids/id'
import { openSigned } from '@octroi/shared/wire/message'
import { sessionMessage } from '@octroi/shared/wire/messages/session'
import { giveLease } from '../authorizations/give-lease.use-case.ts'
import { outgrow } from '../authorizations/outgrow.use-case.ts'
import { tellPasscodeKeys } from '../authorizations/passcode-keys.use-case.ts'
import { signedRevocations } from '../authorizations/signed-revocations.use-case.ts'
import type { Environment } from '../environment.ts'
import type { Stores } from '../stores.ts'
import { type DeviceSession, sessionLifetimeMs, sessionTokenLength } from './session.ts'
import { makeNonce, readNonce } from './session-nonce.ts'
import { type ToldTime, tellTime } from './tell-time.use-case.ts'

type Needs = Pick<
  Stores,
  | 'authorizations'
  | 'tenants'
  | 'accounts'
  | 'entitlements'
  | 'quotas'
  | 'leases'
  | 'passcodes'
  | 'devices'
  | 'journals'
  | 'usage'
>

/** A nonce for the device to sign. Anybody may ask: it tells nothing and is stored nowhere. */
export function issueNonce({ nowMs, randomBytes, sealer }: Environment, device: DeviceId): Uint8Array {
  return makeNonce(sealer.mac, device, nowMs(), randomBytes(4))
}

export interface SessionRequest {
  readonly tenant: TenantId
  readonly device: DeviceId
  /** The signed session request. */
  readonly request: Uint8Array
  readonly origins: readonly string[]
}

export interface OpenedSession extends ToldTime {
  readonly session: DeviceSession
  /** For one MQTT CONNECT, as its password. */
  readonly token: Uint8Array
  /** Signed, as the rest: the newest key set. */
  readonly keyset: Uint8Array
  readonly revocations?: Uint8Array
  readonly lease?: Uint8Array
  readonly passcodeKeys?: Uint8Array
}

/** What the device asked for, signed with its key. */
export interface ProvenSession {
  readonly device: DeviceId
  readonly nonce: Uint8Array
  readonly nonceExpiresAtMs: number
  readonly deviceNonce: Uint8Array
  /** `service:action` of what its keypad may do; none where it has no keypad. */
  readonly keypad: readonly string[]
  /** The newest lease, revocations and epoch it goes by; 0 where there are none. */
  readonly goesBy: { readonly leaseSeq: number; readonly revocations: number; readonly epoch: number }
}

/** Checks a request without writing anything: a stranger cannot make the hub do more than that. */
export async function proveSession(
  { devices }: Pick<Needs, 'devices'>,
  { crypto, nowMs, sealer }: Environment,
  { tenant: tenantId, device, request, origins }: SessionRequest,
): Promise<Result<ProvenSession, Failure>> {
  const known = await devices.get(device)
  const keys = await devices.keys(device)
  const opened = openSigned(
    crypto,
    sessionMessage,
    request,
    (kid) => keys.find(({ publicKey }) => equalBytes(keyId(crypto, publicKey), kid))?.publicKey,
  )
  if (!opened.ok) return err(refused('The request is not signed with the key this device enrolled.'))
  const { tenant: forTenant, device: forDevice, origin, nonce, deviceNonce, keypad = [], ...told } = opened.value
  if (!origins.includes(origin)) {
    return err(refused(`The request is for the hub at ${origin}; this one is known as ${origins.join(', ')}.`))
  }
  if (forTenant !== tenantId || forDevice !== device) return err(refused('The request is for another tenant or device.'))
  const live = readNonce(sealer.mac, device, nonce, nowMs())
  if (live === undefined) return err(refused(nonceGone))
  // Told to the device alone, which has proven who it is.
  if (known?.suspension !== undefined)
    return err({ ...refused('The operator keeps this device away.'), code: 'device_suspended' })
  const goesBy = { leaseSeq: told.leaseSeq ?? 0, revocations: told.revocations ?? 0, epoch: told.epoch ?? 0 }
  return ok({ device, nonce, nonceExpiresAtMs: live.expiresAtMs, deviceNonce, keypad, goesBy })
}

export async function openSession(
  stores: Needs,
  environment: Environment,
  { device, nonce, nonceExpiresAtMs, deviceNonce, keypad, goesBy }: ProvenSession,
): Promise<Result<OpenedSession, Failure>> {
  const { tenants, devices } = stores
  const { crypto, ids, nowMs, randomBytes } = environment
  const tenant = await tenants.get()
  const isFirst = await devices.spendNonce(device, nonce, nonceExpiresAtMs, nowMs())
  if (tenant === undefined || !isFirst) return err(refused(nonceGone))
  const token = randomBytes(sessionTokenLength)
  const [id, tokenHash] = [ids.next('session'), crypto.sha256(token)]
  const session = { id, device, tokenHash, deviceNonce, expiresAtMs: nowMs() + sessionLifetimeMs }
  await devices.putSession(session)
  await outgrow(stores, environment, device, goesBy)
  const given = await giveLease(stores, environment, device, goesBy.leaseSeq)
  return ok({
    session,
    token,
    ...(await tellTime(stores, environment, { device, nonce: deviceNonce })),
    keyset: tenant.keyset,
    ...(await signedRevocations(stores, environment, device)),
    ...(given === undefined ? {} : { lease: given.signed }),
    ...(await tellPasscodeKeys(stores, environment, { device, keypad, deviceNonce })),
  })
}

const nonceGone = 'The nonce is unknown, used or older than a minute. Ask for a new one.'

function refused(detail: string): Failure {
  return { kind: 'forbidden', code: 'session_refused', detail }
}
