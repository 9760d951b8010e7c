import { confirmedOutcomes } from '@octroi/shared/api/confirmation'
import { beginsAction } from '@octroi/shared/wire/messages/record'
import type { Invariant } from './invariant.ts'

export const outcomesAreTold: Invariant = {
  name: 'outcomes are told',
  says: 'Of every granted use the hub comes to know an outcome once its device is in sync, and every outcome that a partner asked for is on its way to it or has arrived.',
  holds: async ({ truth, business }, { granted, deliveries, journals }) => {
    const wrong: string[] = []
    for (const { id, outcome, requester } of granted) {
      if (requester === business.owner.account) continue
      const isTold = deliveries.some(({ type, payload }) => type === `authorization.${outcome}` && payload.includes(id))
      if (confirmedOutcomes.some((each) => each === outcome) && !isTold) wrong.push(`${id} is ${outcome}, and nobody is told`)
    }
    const outcomes = new Map(granted.map(({ id, outcome }) => [id, outcome]))
    for (const { authorization, device } of truth.admissions) {
      // What was written and not sent before a disk went back is gone with it.
      if (truth.restored.has(device)) continue
      const journal = journals.find(({ name }) => name === device)
      const types = journal?.records
        .filter(({ record }) => record.authorization === authorization)
        .map(({ record }) => record.type)
      if (types?.some(beginsAction) !== true) wrong.push(`${device} granted ${authorization}, and its journal does not say so`)
      const outcome = outcomes.get(authorization)
      if (outcome === undefined || outcome === 'pending' || outcome === 'opened')
        wrong.push(`${authorization} was used, and its outcome is ${outcome}`)
    }
    return wrong
  },
}
