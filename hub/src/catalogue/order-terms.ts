import { orderSteps } from '@octroi/shared/api/vocabulary'
import { z } from 'zod'
import { unbundled } from './bundle.ts'
import type { Catalogue, Offer } from './catalogue.ts'
import type { CatalogueFinding } from './dangling-references.ts'

const waitedFor = orderSteps.filter((step) => step !== 'approval')

/** What an order of the offer waits for before anything is made. Without it an order is fulfilled as it is placed. */
export const orderTermsSchema = z
  .strictObject({
    /** Somebody at the operator says yes first. */
    approval: z.literal('operator').optional(),
    /** A device of the account that is enrolled, an owner's consent, a payment of what falls due first. */
    waitsFor: z.array(z.enum(waitedFor)).min(1).max(waitedFor.length).optional(),
    /** After so many days that it was not fulfilled the order ends; 30 where it is absent. */
    expiresAfterDays: z.number().int().min(1).max(366).optional(),
  })
  .superRefine(({ approval, waitsFor = [] }, context) => {
    const issue = (path: (string | number)[], message: string): void => context.addIssue({ code: 'custom', path, message })
    if (approval === undefined && waitsFor.length === 0) issue([], 'waits for nothing: give `approval`, `waitsFor` or both')
    for (const [index, step] of waitsFor.entries()) {
      if (waitsFor.indexOf(step) !== index) issue(['waitsFor', index], 'named twice')
    }
  })

/** Steps that nobody could ever do. What the parts of a bundle entitle to and ask is the bundle's as well. */
export function unfitOrderTerms(catalogue: Catalogue): readonly CatalogueFinding[] {
  return Object.entries(unbundled(catalogue).offers).flatMap(([key, offer]) =>
    (offer.order?.waitsFor ?? []).flatMap((step, index) => {
      const message = whyUnfit(step, offer)
      return message === undefined ? [] : [{ path: ['offers', key, 'order', 'waitsFor', index], message }]
    }),
  )
}

function whyUnfit(step: (typeof waitedFor)[number], { entitlements, prices }: Offer): string | undefined {
  switch (step) {
    case 'claim':
      return entitlements.some(({ reach }) => reach === 'own') ? undefined : 'the offer entitles to nothing on own devices'
    case 'consent':
      return entitlements.some(({ reach }) => reach === 'consented')
        ? undefined
        : 'the offer reaches no devices of others, so that no owner consents'
    case 'payment':
      return Object.values(prices).some(
        (price) => price.model === 'flat' && (price.every === 'once' || price.timing === 'advance'),
      )
        ? undefined
        : 'the offer asks no fee once or in advance, so that there is nothing to pay first'
  }
}
