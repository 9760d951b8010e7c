import { formatQuantity } from '@octroi/shared/money/quantity'
import { formatInstant } from '@octroi/shared/time/instant'
import type { Notice } from '../confirmations/notify.use-case.ts'
import { isInForceAt, type UsedFrom } from './burn-down.ts'
import { type QuotaKey, quotaName } from './quota.ts'
import { type QuotaFacts, reckon, standingAt } from './quota-standing.ts'

/**
 * What an account hears when usage takes its quota over a threshold. `facts` are those before it was counted. A threshold of a
 * period is told once, whatever comes late.
 */
export function quotaNotices(
  quota: QuotaKey,
  facts: QuotaFacts,
  added: readonly UsedFrom[],
  nowMs: number,
): readonly Notice<'quota.reached'>[] {
  const last = added.at(-1)
  if (last === undefined) return []
  const untilMs = last.fromMs + 1
  const [before, after] = [facts, { ...facts, used: [...facts.used, ...added] }].map((each) =>
    reckon(summed(each), untilMs, nowMs),
  )
  if (before === undefined || after === undefined) return []
  return added.flatMap(({ fromMs: ms }) => {
    const [was, is] = [standingAt(facts, before, ms), standingAt(facts, after, ms)]
    if (was === undefined || is === undefined) return []
    const limits = facts.entitlements.filter((entitlement) => isInForceAt(entitlement, ms)).map(({ limit }) => limit)
    const thresholds = [...new Set(limits.flatMap(({ notices }) => notices))]
    // Grants of several kinds run side by side: the youngest that entitlements make is the period that runs.
    const periods = after.grants.filter((grant) => grant.source !== 'operator' && isInForceAt(grant, ms))
    const periodFromMs = Math.max(0, ...periods.map(({ fromMs }) => fromMs))
    return thresholds
      .filter((percent) => !hasCome(was, percent) && hasCome(is, percent))
      .map((percent) => ({
        accounts: [quota.account],
        type: 'quota.reached',
        about: `${quotaName(quota)} ${periodFromMs} ${percent}`,
        data: {
          account: quota.account,
          meter: quota.meter,
          ...(quota.device === undefined ? {} : { device: quota.device }),
          percent,
          ...{ used: formatQuantity(is.used), granted: formatQuantity(is.granted), unit: is.unit },
          from: formatInstant(periodFromMs),
          ...(is.renewsAtMs === undefined ? {} : { renewsAt: formatInstant(is.renewsAtMs) }),
        },
      }))
  })
}

function hasCome({ used, granted }: { readonly used: bigint; readonly granted: bigint }, percent: number): boolean {
  return granted > 0n && used * 100n >= granted * BigInt(percent)
}

/** What is used from one mark on stands in one sum. */
function summed(facts: QuotaFacts): QuotaFacts {
  const sums = new Map<number, bigint>()
  for (const { fromMs, quantity } of facts.used) sums.set(fromMs, (sums.get(fromMs) ?? 0n) + quantity)
  return { ...facts, used: [...sums].map(([fromMs, quantity]) => ({ fromMs, quantity })) }
}
