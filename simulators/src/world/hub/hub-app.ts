import { ChangeFeed } from '@octroi/hub/console/live/change-feed'
import type { Environment } from '@octroi/hub/environment'
import { createApp } from '@octroi/hub/http/app'
import { defaultRateLimits } from '@octroi/hub/http/limits'
import type { Storage } from '@octroi/hub/stores'
import type { AccountId, DeviceId, TenantId } from '@octroi/shared/ids/id'
import type { DeviceAddress } from '@octroi/shared/wire/topics'
import { silentTracing } from './silent-tracing.ts'

export const hubOrigin = 'http://hub.test'

/** One run of a hub, as its HTTP interface needs it. */
export interface ServedHub {
  readonly storage: Storage
  readonly environment: Environment
  readonly onRevoked: (tenant: TenantId, device: DeviceId) => void
  readonly onCommanded: (device: DeviceAddress, signed: Uint8Array) => void
  readonly sessionOf: (device: DeviceAddress) => Uint8Array | undefined
  readonly onEntitled: (tenant: TenantId, account: AccountId) => void
  readonly onEnqueued: () => void
  readonly onSuspended: (tenant: TenantId, device: DeviceId) => void
  readonly onDefect: (error: unknown, path: string) => void
}

type Fetch = (request: Request) => Response | Promise<Response>

let made: Fetch | undefined
let served: ServedHub | undefined

function now(): ServedHub {
  if (served === undefined) throw new Error('no hub serves')
  return served
}

/**
 * Answers a request as that hub. The routes are made once for a process, as that takes longer than a run of a world: they
 * keep nothing, and a hub that has ended answers nobody.
 */
export async function answerAs(hub: ServedHub, request: Request): Promise<Response> {
  served = hub
  made ??= makeApp()
  return made(request)
}

function makeApp(): Fetch {
  const nobodyHashes = (): never => {
    throw new Error('nobody signs in with a password here')
  }
  const environment: Environment = {
    nowMs: () => now().environment.nowMs(),
    randomBytes: (length) => now().environment.randomBytes(length),
    ids: { next: (kind) => now().environment.ids.next(kind) },
    get crypto() {
      return now().environment.crypto
    },
    get sealer() {
      return now().environment.sealer
    },
    get payments() {
      return now().environment.payments
    },
  }
  const storage: Storage = {
    transaction: (tenant, work) => now().storage.transaction(tenant, work),
    read: (tenant, work) => now().storage.read(tenant, work),
    lookUp: (tenant, work) => now().storage.lookUp(tenant, work),
    queue: { lease: (request) => now().storage.queue.lease(request) },
    tenants: () => now().storage.tenants(),
    check: () => now().storage.check(),
    leaveNoTrace: () => now().storage.leaveNoTrace(),
    close: () => now().storage.close(),
  }
  // More than anybody asks in a run: the limits count by the clock of this machine.
  const endless = 1_000_000_000
  const app = createApp({
    storage,
    environment,
    tracing: silentTracing,
    origins: () => [hubOrigin],
    brokerUrl: () => 'mqtt://hub.test:1883',
    readiness: () => Promise.resolve('ready'),
    isDraining: () => false,
    stopping: new AbortController().signal,
    passwords: { hash: nobodyHashes, verify: nobodyHashes, isCurrent: () => true },
    onRevoked: (tenant, device) => now().onRevoked(tenant, device),
    onCommanded: (device, signed) => now().onCommanded(device, signed),
    onSuspended: (tenant, device) => now().onSuspended(tenant, device),
    onEntitled: (tenant, account) => now().onEntitled(tenant, account),
    onEnqueued: () => now().onEnqueued(),
    changes: new ChangeFeed(),
    online: { isConnected: () => false, sessionOf: (device) => now().sessionOf(device), devicesOf: () => [] },
    webhooks: { addressFault: () => undefined },
    rootKeys: { keep: () => Promise.resolve() },
    rateLimits: { ...defaultRateLimits, perKey: endless, perAddress: endless, sessionsPerAddress: endless },
    monotonicMs: () => 0,
    newRequestId: () => 'request-of-a-world',
    onAnswered: () => undefined,
    onDefect: (error, { path }) => now().onDefect(error, path),
  })
  return (request) => app.fetch(request)
}
