import type { Mode, Role } from '@octroi/shared/api/vocabulary'
import { invariant } from '@octroi/shared/errors/invariant'
import type { AccountId, DeviceId, TenantId } from '@octroi/shared/ids/id'
import type { DeviceAddress } from '@octroi/shared/wire/topics'
import type { ApiKey } from '../accounts/api-key.ts'
import type { WebhookClient } from '../confirmations/webhook-client.port.ts'
import type { ConsoleView } from '../console/frame/console-view.ts'
import type { ChangeFeed } from '../console/live/change-feed.ts'
import type { Environment } from '../environment.ts'
import type { IdentityProvider } from '../operators/identity-provider.port.ts'
import type { Operator } from '../operators/operator.ts'
import type { SignedInOperator } from '../operators/operator-sessions.use-case.ts'
import type { PasswordHasher } from '../operators/password-hasher.port.ts'
import type { Storage } from '../stores.ts'
import type { RootKeys } from '../tenants/tenant.store.ts'
import type { OwnView } from './my/view.ts'
import type { Form } from './pages/own-form.ts'

/** Who is asking, once the API key or the session was checked. */
export interface Caller {
  readonly tenant: TenantId
  readonly account: AccountId
  /** What it may see. Of a person in the console it is `operator`, whether it may change things or not. */
  readonly role: Role
  readonly mode: Mode
  /** Absent where a person asks in the console. */
  readonly key?: ApiKey['id']
  /** The person who asks in the console, for the operator's own account. */
  readonly operator?: Pick<Operator, 'id' | 'role'>
}

/** What middleware leaves for the handlers: who asks, and for pages how to write for them and the form they sent. */
export interface HttpEnv {
  Variables: {
    requestId: string
    caller: Caller
    view: OwnView
    consoleView: ConsoleView
    signedIn: SignedInOperator
    form: Form
  }
  Bindings: { incoming?: { socket?: { remoteAddress?: string } } }
}

/** Whether requests should be sent here; `draining`: not any more, the hub is about to end. */
export type Readiness = 'ready' | 'not ready' | 'draining'

/** Told of a request that ended in an error nobody expected. */
export type OnDefect = (
  error: unknown,
  request: { readonly requestId: string; readonly method: string; readonly path: string },
) => void

/** Which devices are connected to this process of the hub. */
export interface OnlineDevices {
  isConnected(device: DeviceAddress): boolean
  /** By its nonce, the session in which the device is. */
  sessionOf(device: DeviceAddress): Uint8Array | undefined
  devicesOf(tenant: TenantId): readonly DeviceId[]
}

/** What the routes need of the hub. */
export interface HttpDependencies {
  readonly storage: Storage
  readonly environment: Environment
  /** Addresses under which devices may know this hub; known only once it listens. */
  readonly origins: () => readonly string[]
  readonly brokerUrl: () => string
  readonly readiness: () => Promise<Readiness>
  readonly onDefect: OnDefect
  /** Aborted as the hub ends: what waits for news answers, and what streams it ends. */
  readonly stopping: AbortSignal
  /** Permits of this device were taken back: it should hear of it now, if it is connected. */
  readonly onRevoked: (tenant: TenantId, device: DeviceId) => void
  /** A command was signed for the session of this device: it should hear of it now. */
  readonly onCommanded: (device: DeviceAddress, signed: Uint8Array) => void
  /** The device is to be disconnected. */
  readonly onSuspended: (tenant: TenantId, device: DeviceId) => void
  /** What an account may use has changed: its devices should hold other leases now, if they are connected. */
  readonly onEntitled: (tenant: TenantId, account: AccountId) => void
  /** Something is to be delivered: now, rather than with the next round. */
  readonly onEnqueued: () => void
  /** Tells those who look at pages that something has changed. */
  readonly changes: ChangeFeed
  readonly online: OnlineDevices
  readonly webhooks: Pick<WebhookClient, 'addressFault'>
  /** Where the root key of a tenant that is founded goes. */
  readonly rootKeys: RootKeys
  readonly passwords: PasswordHasher
  /** Where somebody else vouches for operators too. */
  readonly identityProvider?: IdentityProvider
}

/** An operator sees every account of the tenant; everybody else only its own. */
export function visibleAccount({ role, account }: Caller): AccountId | undefined {
  return role === 'operator' ? undefined : account
}

/** The person who asks, or else the key. */
export function actorOf({ operator, key }: Caller): Operator['id'] | ApiKey['id'] | undefined {
  return operator?.id ?? key
}

/** The same of a caller that a route let in. */
export function senderOf(caller: Caller): Operator['id'] | ApiKey['id'] {
  const actor = actorOf(caller)
  invariant(actor !== undefined, 'a caller came with a key or signed in')
  return actor
}

/** Somebody who sees everything and changes nothing. */
export function isViewer({ operator }: Caller): boolean {
  return operator !== undefined && operator.role !== 'operator'
}

/** Whether the caller may see or act on what belongs to any of these accounts. */
export function maySee(caller: Caller, ...accounts: readonly AccountId[]): boolean {
  return caller.role === 'operator' || accounts.includes(caller.account)
}
