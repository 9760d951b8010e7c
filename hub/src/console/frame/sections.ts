/** The pages of the console in the order of the chain, each with the key that follows `g` on the keyboard. */
export const sections = [
  { name: 'overview', path: '/console', key: 'o', group: 'now' },
  { name: 'devices', path: '/console/devices', key: 'd', group: 'now' },
  { name: 'authorizations', path: '/console/authorizations', key: 'z', group: 'now' },
  { name: 'catalogue', path: '/console/catalogue', key: 'c', group: 'customers' },
  { name: 'accounts', path: '/console/accounts', key: 'a', group: 'customers' },
  { name: 'orders', path: '/console/orders', key: 'r', group: 'customers' },
  { name: 'subscriptions', path: '/console/subscriptions', key: 'b', group: 'customers' },
  { name: 'entitlements', path: '/console/entitlements', key: 'e', group: 'customers' },
  { name: 'usage', path: '/console/usage', key: 'u', group: 'money' },
  { name: 'invoices', path: '/console/invoices', key: 'i', group: 'money' },
  { name: 'shares', path: '/console/shares', key: 's', group: 'money' },
  { name: 'ledger', path: '/console/ledger', key: 'l', group: 'money' },
  { name: 'webhooks', path: '/console/webhooks', key: 'w', group: 'running' },
  { name: 'audit', path: '/console/audit', key: 'h', group: 'running' },
  { name: 'operators', path: '/console/operators', key: 'p', group: 'running' },
  { name: 'settings', path: '/console/settings', key: 't', group: 'running' },
] as const

export type Section = (typeof sections)[number]['name']
export const groups = ['now', 'customers', 'money', 'running'] as const
