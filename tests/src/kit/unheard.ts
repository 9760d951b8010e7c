/** What an HTTP interface tells its hub and asks of it, where neither is looked at. */
export const unheard = {
  brokerUrl: () => '',
  isReady: () => Promise.resolve(true),
  rootKeys: { keep: () => Promise.resolve() },
  webhooks: { addressFault: () => undefined },
  onRevoked: () => undefined,
  onEntitled: () => undefined,
  onSuspended: () => undefined,
  monotonicMs: () => 0,
  newRequestId: () => 'request',
  onAnswered: () => undefined,
}
