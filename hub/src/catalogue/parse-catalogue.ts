import { type Fault, fault } from '@octroi/shared/errors/fault'
import { faultsOf } from '@octroi/shared/errors/faults-of'
import { err, ok, type Result } from '@octroi/shared/errors/result'
import { LineCounter, parseDocument } from 'yaml'
import type { z } from 'zod'
import { unbundled, unfitOffers } from './bundle.ts'
import { type Catalogue, catalogueSchema } from './catalogue.ts'
import { type CatalogueFinding, danglingReferences } from './dangling-references.ts'
import { unfitOrderTerms } from './order-terms.ts'
import { ratedOfflineOnly } from './rated-offline-only.ts'
import { unfitSales } from './sale.ts'
import { unfitFees } from './unfit-fees.ts'
import { unfitPrices } from './unfit-prices.ts'
import { unfitPromotions } from './unfit-promotions.ts'
import { unfitSegments } from './unfit-segments.ts'
import { flippedWallets, unfitWallets } from './unfit-wallets.ts'

export const catalogueBytesAtMost = 1024 * 1024

/** A fault in a catalogue file, with the line (from 1) where an editor should go. */
export interface CatalogueFault extends Fault {
  readonly line: number
}

/** Who is to rate by a catalogue: a hub, from the records of devices, or a command, from a file that may tell more. */
export type RatedBy = 'hub' | 'command'

/**
 * Reads a catalogue from YAML (JSON is YAML too) and returns it, or every fault at once, each with its line. One that is to
 * follow another has to keep what that promised.
 */
export function parseCatalogue(
  text: string,
  by: RatedBy = 'hub',
  before?: Catalogue,
): Result<Catalogue, readonly CatalogueFault[]> {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true, strict: true })
  if (document.errors.length > 0) {
    return err(
      document.errors.map(({ message, pos }) => ({ ...fault('', 'yaml', firstLine(message)), line: lines.linePos(pos[0]).line })),
    )
  }
  const read = readDocument(document)
  if (!read.ok) return err([{ ...fault('', 'yaml', read.error), line: 1 }])
  const schema = before === undefined ? wholeSchemas[by] : following(before)
  const parsed = schema.safeParse(read.value)
  if (parsed.success) return ok(unbundled(parsed.data))
  const faults = parsed.error.issues.flatMap((issue) => {
    // An unknown field is told at its own line, whatever it stands in.
    const places = issue.code === 'unrecognized_keys' ? issue.keys.map((key) => [...issue.path, key]) : [issue.path]
    return faultsOf({ issues: [issue] }).map((found, index) => ({
      ...found,
      line: lineOf(document, lines, places[index] ?? issue.path),
    }))
  })
  return err(faults.toSorted((left, right) => left.line - right.line))
}

const everyCheck = [
  danglingReferences,
  unfitPrices,
  unfitFees,
  unfitOffers,
  unfitSales,
  unfitPromotions,
  unfitOrderTerms,
  unfitSegments,
  unfitWallets,
]

/** The shape, every name in it borne by something, and every price rated by what there is. */
const wholeSchemas: Readonly<Record<RatedBy, z.ZodType<Catalogue>>> = {
  hub: checkedBy(...everyCheck, ratedOfflineOnly),
  command: checkedBy(...everyCheck),
}

/** What a hub publishes after another version. */
function following(before: Catalogue): z.ZodType<Catalogue> {
  return checkedBy(...everyCheck, ratedOfflineOnly, (catalogue) => flippedWallets(before, catalogue))
}

function checkedBy(...checks: readonly ((catalogue: Catalogue) => readonly CatalogueFinding[])[]): z.ZodType<Catalogue> {
  return catalogueSchema.superRefine((catalogue, context) => {
    for (const { path, message } of checks.flatMap((check) => check(catalogue))) {
      context.addIssue({ code: 'custom', path: [...path], message })
    }
  })
}

/** Anchors may be used, but not to blow a small file up. */
function readDocument(document: ReturnType<typeof parseDocument>): Result<unknown, string> {
  try {
    return ok(document.toJS({ maxAliasCount: 100 }))
  } catch (error) {
    return err(error instanceof Error ? firstLine(error.message) : 'cannot be read')
  }
}

/** The line of the innermost part of the path that is there: a missing field is reported where it should be. */
function lineOf(document: ReturnType<typeof parseDocument>, lines: LineCounter, path: readonly PropertyKey[]): number {
  for (let length = path.length; length >= 0; length--) {
    const node: unknown = length === 0 ? document.contents : document.getIn(path.slice(0, length), true)
    const range = typeof node === 'object' && node !== null && 'range' in node ? (node.range as [number] | null) : null
    if (range !== null && range !== undefined) return lines.linePos(range[0]).line
  }
  return 1
}

function firstLine(message: string): string {
  return message.split('\n', 1)[0] ?? message
}
