import type { Catalogue } from './catalogue.ts'

/** One difference between two catalogues. What was added has no `before`, what was removed no `after`. */
export interface CatalogueChange {
  /** Where: `offers.supply.prices.energy.bands.0.unitPrice`. */
  readonly path: string
  readonly before?: Plain
  readonly after?: Plain
}

/** A value of the catalogue as JSON has it. */
export type Plain = string | number | boolean | null | readonly Plain[] | { readonly [key: string]: Plain }

/**
 * What changes from one catalogue to the next, in the order of the file: as few entries as say it, so a whole offer that is
 * new is one. Two catalogues that mean the same differ in nothing, however they are written.
 */
export function diffCatalogues(before: Catalogue, after: Catalogue): readonly CatalogueChange[] {
  return changesOf('', plain(before), plain(after))
}

/** Without what is undefined, as it is stored. */
function plain(catalogue: Catalogue): Plain {
  return JSON.parse(JSON.stringify(catalogue)) as Plain
}

function changesOf(path: string, before: Plain | undefined, after: Plain | undefined): readonly CatalogueChange[] {
  if (before === undefined || after === undefined) return [change(path, before, after)]
  const [olds, news] = [entriesOf(before), entriesOf(after)]
  if (olds === undefined || news === undefined || Array.isArray(before) !== Array.isArray(after)) {
    return Object.is(before, after) ? [] : [change(path, before, after)]
  }
  const keys = [...new Set([...olds.keys(), ...news.keys()])]
  return keys.flatMap((key) => {
    const [old, fresh] = [olds.get(key), news.get(key)]
    return changesOf(path === '' ? key : `${path}.${key}`, old, fresh)
  })
}

function change(path: string, before: Plain | undefined, after: Plain | undefined): CatalogueChange {
  return { path, ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }) }
}

/** The parts of a list or an object by their names; undefined for what has none. */
function entriesOf(value: Plain): ReadonlyMap<string, Plain> | undefined {
  return typeof value === 'object' && value !== null ? new Map(Object.entries(value)) : undefined
}
