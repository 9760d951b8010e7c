import type { RatedLine } from './rated-line.ts'

/**
 * The lines of several versions as one list: in the order of their prices, and of each price in the order of its versions. A
 * line that shares its price with another version says which it is of.
 */
export function byPrice(lists: readonly (readonly RatedLine[])[]): readonly RatedLine[] {
  const [only] = lists
  if (only !== undefined && lists.length === 1) return only
  const versions = new Map<string, Set<number>>()
  for (const { price, version } of lists.flat()) versions.set(price, (versions.get(price) ?? new Set()).add(version))
  const order = [...versions.keys()]
  return lists
    .flat()
    .toSorted((left, right) => order.indexOf(left.price) - order.indexOf(right.price))
    .map((line) => ((versions.get(line.price)?.size ?? 1) === 1 ? line : named(line)))
}

function named(line: RatedLine): RatedLine {
  return { ...line, isOneOfVersions: true, explanation: [`at version ${line.version} of the catalogue`, ...line.explanation] }
}
