import { type Failure, notFound } from '@octroi/shared/errors/failure'
import { err, ok, type Result } from '@octroi/shared/errors/result'
import type { Rational } from '@octroi/shared/money/rational'
import { isWholesale } from '../catalogue/sale.ts'
import type { Environment } from '../environment.ts'
import type { Page, PageRequest } from '../page.ts'
import { inUnitsOf } from '../rating/in-units-of.ts'
import type { WholesaleSource } from '../resales/wholesale-source.ts'
import type { Stores } from '../stores.ts'
import { type FoundLine, findLine, type NamedLine } from './find-line.use-case.ts'
import { writeLine } from './line-reference.ts'

/** What a batch of a reseller's device adds to a line, in the unit of the line. */
export interface LineBatch extends Pick<WholesaleSource, 'device' | 'batch' | 'seqs'> {
  readonly quantity?: Rational
}

export interface BatchedLine extends Pick<FoundLine, 'line' | 'period'> {
  readonly page: Page<LineBatch>
}

type Needs = Pick<Stores, 'accounts' | 'subscriptions' | 'catalogue' | 'rating' | 'promotions' | 'resales'>

/** Looks behind one wholesale line of a draft: which batches of which of the reseller's devices, by their aliases. */
export async function lineBatches(
  stores: Needs,
  environment: Pick<Environment, 'nowMs'>,
  { page, ...named }: NamedLine & { readonly page: PageRequest },
): Promise<Result<BatchedLine, Failure>> {
  const found = await findLine(stores, environment, named)
  if (!found.ok) return found
  const { line, key, period, facts, price } = found.value
  if (price === undefined || !isWholesale(facts.card.offer)) return err(notFound('wholesale_line', writeLine(named.reference)))
  const { items, ...rest } = await stores.resales.sourcesOn(page, key)
  const batches = items.map(({ device, batch, seqs, quantity }) => ({
    ...{ device, seqs },
    ...(batch === undefined ? {} : { batch }),
    ...(quantity === undefined ? {} : { quantity: inUnitsOf(price, quantity) }),
  }))
  return ok({ line, period, page: { items: batches, ...rest } })
}
