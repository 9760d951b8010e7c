/** How much of a quota somebody may use, from when until when. Quantities are in 1e-9 of the unit. */
export interface QuotaGrant {
  readonly key: string
  readonly source: 'period' | 'order' | 'operator' | 'rollover'
  readonly quantity: bigint
  /** Lower ones are used first. */
  readonly priority: number
  readonly fromMs: number
  readonly untilMs?: number
  /** Of those alike the one made first is used first. */
  readonly madeAtMs: number
  /** What one subscription grants for one period. Where it changes in between, what was spent of it stays spent. */
  readonly series?: string
  /** The same of the subscription whose place was taken. */
  readonly follows?: { readonly series: string; readonly line: string }
  /** Whose rest goes on in the next period of the same line, up to so much. */
  readonly rollover?: { readonly line: string; readonly atMost: bigint }
}

/** What was used from an instant on, and before the next one at which a grant begins or ends. */
export interface UsedFrom {
  readonly fromMs: number
  readonly quantity: bigint
}

export interface GrantLeft extends QuotaGrant {
  readonly spent: bigint
  readonly left: bigint
}

export interface BurnDown {
  /** In the order in which they are used, those that rolled over among them. */
  readonly grants: readonly GrantLeft[]
  /** What no grant covered, by when it was used. */
  readonly over: readonly UsedFrom[]
}

/** What is open of a grant while usage is laid on it. */
interface Open extends QuotaGrant {
  spent: bigint
  left: bigint
}

/**
 * Lays usage on grants in the order of time: of those in force at its instant the one of the lowest priority number, then
 * the one that ends first, then the older. It is reckoned from all that is known, so no order of arrival changes it, and usage
 * that is told late moves what rolled over since. Nothing rolls over before `nowMs` is there: a period that runs is not over.
 */
export function burnDown(grants: readonly QuotaGrant[], used: readonly UsedFrom[], nowMs: number): BurnDown {
  const open: Open[] = grants.map((grant) => ({ ...grant, spent: 0n, left: grant.quantity })).toSorted(inOrderOfUse)
  const usedAt = new Map(used.map(({ fromMs, quantity }) => [fromMs, quantity]))
  const marks = new Set([...usedAt.keys(), ...grants.flatMap(({ fromMs, untilMs }) => [fromMs, untilMs ?? fromMs])])
  const over: UsedFrom[] = []
  for (const ms of [...marks].toSorted((left, right) => left - right)) {
    if (ms <= nowMs) rollOver(open, ms)
    takeOverSpent(open, ms)
    const beyond = spend(open, ms, usedAt.get(ms) ?? 0n)
    if (beyond > 0n) over.push({ fromMs: ms, quantity: beyond })
  }
  return { grants: open, over }
}

/** By priority, the one that ends first, the older. */
function inOrderOfUse(left: QuotaGrant, right: QuotaGrant): number {
  const never = Number.MAX_SAFE_INTEGER
  return (
    left.priority - right.priority ||
    (left.untilMs ?? never) - (right.untilMs ?? never) ||
    left.madeAtMs - right.madeAtMs ||
    (left.key < right.key ? -1 : 1)
  )
}

export function isInForceAt({ fromMs, untilMs }: Pick<QuotaGrant, 'fromMs' | 'untilMs'>, ms: number): boolean {
  return fromMs <= ms && (untilMs === undefined || ms < untilMs)
}

/** What is left of a line's grants that end here goes on for the time of the line's grant that begins here. */
function rollOver(open: Open[], ms: number): void {
  for (const next of open.filter(
    ({ fromMs, rollover, source }) => fromMs === ms && rollover !== undefined && source === 'period',
  )) {
    const { rollover, series, follows } = next
    if (rollover === undefined) continue
    const lines = [rollover.line, follows?.line]
    const ended = open.filter(
      (grant) => grant.untilMs === ms && grant.rollover !== undefined && lines.includes(grant.rollover.line),
    )
    // What a period grants goes on in the next one, and not in another half of the same.
    const isSamePeriod = (grant: Open): boolean => grant.series !== undefined && [series, follows?.series].includes(grant.series)
    const rest = ended.filter((grant) => !isSamePeriod(grant)).reduce((sum, { left }) => sum + left, 0n)
    const quantity = rest < rollover.atMost ? rest : rollover.atMost
    if (quantity <= 0n) continue
    const { untilMs, priority } = next
    const rolled: Open = {
      ...{ key: `${next.key} rollover`, source: 'rollover', quantity, priority, fromMs: ms, madeAtMs: ms, rollover },
      ...(untilMs === undefined ? {} : { untilMs }),
      ...{ spent: 0n, left: quantity },
    }
    open.push(rolled)
    open.sort(inOrderOfUse)
  }
}

/** Who changes within a period does not get it anew: what was spent of the period is spent of what follows. */
function takeOverSpent(open: readonly Open[], ms: number): void {
  for (const next of open.filter(({ fromMs, series }) => fromMs === ms && series !== undefined)) {
    const earlier = open.filter(
      (grant) =>
        grant !== next &&
        grant.series !== undefined &&
        [next.series, next.follows?.series].includes(grant.series) &&
        (grant.untilMs ?? ms + 1) <= ms,
    )
    const before = earlier.toSorted((left, right) => right.fromMs - left.fromMs)[0]
    if (before === undefined) continue
    next.spent = before.spent
    next.left = next.quantity > next.spent ? next.quantity - next.spent : 0n
  }
}

/** Returns what no grant covers. */
function spend(open: readonly Open[], ms: number, quantity: bigint): bigint {
  let rest = quantity
  for (const grant of open) {
    if (rest <= 0n) break
    if (!isInForceAt(grant, ms)) continue
    const taken = grant.left < rest ? grant.left : rest
    grant.left -= taken
    grant.spent += taken
    rest -= taken
  }
  return rest
}
