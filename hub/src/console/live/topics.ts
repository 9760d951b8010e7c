/** What a page shows; a page looks again when one of its topics is named. */
export const topics = ['accounts', 'authorizations', 'catalogue', 'devices', 'resales', 'usage', 'webhooks'] as const
export type Topic = (typeof topics)[number]

const byWord: readonly (readonly [RegExp, Topic])[] = [
  [/accounts|wallets|top-ups|orders|subscriptions|entitlements|consents/, 'accounts'],
  [/authorizations|passcodes|openings/, 'authorizations'],
  [/catalogue/, 'catalogue'],
  [/devices|quarantine|claims|lease/, 'devices'],
  [/resales/, 'resales'],
  [/invoices|usage|events|disputes|agreements|ledger/, 'usage'],
  [/webhook/, 'webhooks'],
]

/** What a request may have changed, by the words of its path. */
export function topicsOf(path: string): readonly Topic[] {
  return byWord.filter(([word]) => word.test(path)).map(([, topic]) => topic)
}
