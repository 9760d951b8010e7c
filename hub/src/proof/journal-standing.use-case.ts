import type { DeviceId } from '@octroi/shared/ids/id'
import type { SeqRange } from '@octroi/shared/wire/messages/journal'
import type { Stores } from '../stores.ts'
import { advance, type JournalHead, linksAtMost } from './journal-head.ts'

/** How far the hub holds a journal, and which holes are above. */
export interface JournalStanding {
  readonly head: JournalHead
  readonly missing: readonly SeqRange[]
}

export async function journalStanding({ journals }: Pick<Stores, 'journals'>, device: DeviceId): Promise<JournalStanding> {
  const head = await journals.head(device)
  const { missing } = advance(head, await journals.ahead(device, head.through, linksAtMost))
  return { head, missing }
}
