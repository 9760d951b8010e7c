import { compare, rational } from '@octroi/shared/money/rational'
import { openingMinor } from '../terms.ts'
import type { Invariant } from './invariant.ts'

export const billedIsSigned: Invariant = {
  name: 'billed is signed',
  says: 'Every charge rests on an opening that the device signed under an authorization of that payer, and every such opening is charged once, but for those of the owner, which cost nothing.',
  holds: async ({ business }, { journals, charges, granted }) => {
    const wrong: string[] = []
    const authorizations = new Map(granted.map((authorization) => [authorization.id, authorization]))
    const charged = new Map<string, number>()
    for (const { device, seq, authorization, subscription, exact } of charges) {
      charged.set(authorization, (charged.get(authorization) ?? 0) + 1)
      const held = journals.find((journal) => journal.device === device)?.records.find((each) => each.seq === seq)
      const isOpening = held?.record.type === 'opened' && held.record.authorization === authorization
      if (!isOpening) wrong.push(`${authorization} is charged for record ${seq} of ${device}, which is ${held?.record.type}`)
      const payer = authorizations.get(authorization)
      if (payer?.device !== device || payer.subscription !== subscription) wrong.push(`${authorization} is charged to another`)
      if (compare(exact, rational(openingMinor, 100n)) !== 0) wrong.push(`${authorization} is charged ${exact.n}/${exact.d}`)
    }
    const opened = new Set(
      journals.flatMap(({ device, records }) =>
        records.flatMap(({ record }) =>
          record.type === 'opened' &&
          record.authorization !== undefined &&
          authorizations.get(record.authorization)?.device === device
            ? [record.authorization]
            : [],
        ),
      ),
    )
    for (const authorization of opened) {
      const times = charged.get(authorization) ?? 0
      const costs = authorizations.get(authorization)?.requester === business.owner.account ? 0 : 1
      if (times !== costs) wrong.push(`${authorization} was opened and charged ${times} times`)
    }
    return wrong
  },
}
