import { equalBytes } from '@octroi/shared/crypto/bytes'
import type { Invariant } from './invariant.ts'

export const chainIsWhole: Invariant = {
  name: 'chain is whole',
  says: 'Every batch that the hub holds follows the one before it, by number and by hash, or the hub shows what does not.',
  holds: async ({ truth, surroundings }, { journals }) => {
    const wrong: string[] = []
    for (const { name, links, quarantined } of journals) {
      const isCloned = truth.wasCloned(name, surroundings.trueMs())
      for (const [index, link] of links.entries()) {
        const before = links[index - 1]
        if (before === undefined) continue
        const [follows, last] = [before.first + before.count, link.first + link.count - 1]
        if (link.first === follows && equalBytes(link.previous, before.payloadHash)) continue
        // What is missing before it, the batch itself, or that the one before it was given up and came all the same, or was
        // another one for a clone.
        const isShown = quarantined.some(({ range, verdict }) => {
          const from = verdict === 'gap' || (isCloned && verdict === 'restored') ? before.first : follows
          return range !== undefined && range.first <= last && range.last >= from
        })
        if (!isShown) wrong.push(`the batch of ${name} from ${link.first} does not follow the one from ${before.first}`)
      }
    }
    return wrong
  },
}
