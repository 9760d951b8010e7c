import { ChangeFeed } from '@octroi/hub/console/live/change-feed'
import type { AppOptions } from '@octroi/hub/http/app'
import { openTelemetry } from '@octroi/hub/tracing/open-telemetry'
import { QuickPasswords } from './quick-passwords.ts'

/** What an HTTP interface tells its hub and asks of it, where neither is looked at. */
export const unheard: Omit<AppOptions, 'storage' | 'environment' | 'origins' | 'onDefect'> = {
  brokerUrl: () => '',
  changes: new ChangeFeed(),
  readiness: () => Promise.resolve('ready'),
  stopping: new AbortController().signal,
  isDraining: () => false,
  tracing: openTelemetry(),
  passwords: new QuickPasswords(),
  rootKeys: { keep: () => Promise.resolve() },
  online: { isConnected: () => false, sessionOf: () => undefined, devicesOf: () => [] },
  webhooks: { addressFault: () => undefined },
  onRevoked: () => undefined,
  onCommanded: () => undefined,
  onEnqueued: () => undefined,
  onEntitled: () => undefined,
  onSuspended: () => undefined,
  monotonicMs: () => 0,
  newRequestId: () => 'request',
  onAnswered: () => undefined,
}
