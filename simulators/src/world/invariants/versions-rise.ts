import type { JournalRecord } from '@octroi/shared/wire/messages/record'
import type { Invariant } from './invariant.ts'

export const versionsRise: Invariant = {
  name: 'versions rise',
  says: 'A device takes a list of revocations or a lease only where it is newer than the one it has, unless its disk went back in time.',
  holds: async ({ truth }, { journals }) => {
    const wrong: string[] = []
    for (const { name, records } of journals) {
      if (truth.restored.has(name)) continue
      const newest = new Map<string, number>()
      for (const { record } of records) {
        const version = versionOf(record)
        if (version === undefined) continue
        if (version <= (newest.get(record.type) ?? 0)) wrong.push(`${name} tells ${record.type} of ${version} again`)
        newest.set(record.type, version)
      }
    }
    return wrong
  },
}

function versionOf(record: JournalRecord): number | undefined {
  if (record.type === 'revocation_applied') return record.body.version
  return record.type === 'lease_applied' ? record.body.leaseSeq : undefined
}
