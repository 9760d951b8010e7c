import { type Fault, fault } from '@octroi/shared/errors/fault'

/** Accounts one above the other, the top one and the last one counted. */
export const treeDepthAtMost = 10

/** Who stands above whom, of every account that matters here. */
export type Parents = ReadonlyMap<string, string | undefined>

/** From the account's parent up to the top. Cut where it would go in a circle: what is above it then is in the way, not above. */
export function pathAbove(parents: Parents, account: string): readonly string[] {
  const path: string[] = []
  for (let next = parents.get(account); next !== undefined; next = parents.get(next)) {
    if (path.includes(next)) return path
    path.push(next)
  }
  return path
}

/** How many levels there are from an account down to the lowest of those below it: 1 where there are none. */
export function levelsFrom(parents: Parents, account: string): number {
  let levels = 1
  for (const other of parents.keys()) {
    const above = pathAbove(parents, other).indexOf(account)
    if (above >= 0) levels = Math.max(levels, above + 2)
  }
  return levels
}

interface Placed {
  readonly account: string
  readonly parent: string
  /** Levels from the account down, itself counted. */
  readonly levels: number
  /** From the new parent up. */
  readonly above: readonly string[]
}

/** Why an account cannot stand below another one, with the way that is wrong. */
export function treeFaults(path: string, { account, parent, levels, above }: Placed): readonly Fault[] {
  const up = [parent, ...above]
  const wayOf = (accounts: readonly string[]): string => accounts.join(' < ')
  const at = up.indexOf(account)
  if (at >= 0) {
    return [fault(path, 'tree_cycle', `The account would stand above itself: ${wayOf([account, ...up.slice(0, at + 1)])}.`)]
  }
  if (levels + up.length <= treeDepthAtMost) return []
  const below = levels === 1 ? '' : `, with ${levels - 1} more below it`
  return [fault(path, 'tree_too_deep', `A tree has at most ${treeDepthAtMost} levels: ${wayOf([account, ...up])}${below}.`)]
}
