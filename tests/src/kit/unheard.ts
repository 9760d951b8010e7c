import { ChangeFeed } from '@octroi/hub/console/live/change-feed'
import { QuickPasswords } from './quick-passwords.ts'

/** What an HTTP interface tells its hub and asks of it, where neither is looked at. */
export const unheard = {
  brokerUrl: () => '',
  changes: new ChangeFeed(),
  isReady: () => Promise.resolve(true),
  passwords: new QuickPasswords(),
  rootKeys: { keep: () => Promise.resolve() },
  online: { isConnected: () => false, devicesOf: () => [] },
  webhooks: { addressFault: () => undefined },
  onRevoked: () => undefined,
  onEnqueued: () => undefined,
  onEntitled: () => undefined,
  onSuspended: () => undefined,
  monotonicMs: () => 0,
  newRequestId: () => 'request',
  onAnswered: () => undefined,
}
