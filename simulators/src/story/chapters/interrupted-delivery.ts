import type { MerchantClient } from '@octroi/shared/client/merchant-client'
import type { Memory } from '../memory.ts'
import type { AgentOnStage } from '../stage.ts'
import type { Teller } from '../teller.ts'
import { until } from '../wait.ts'
import { localStatus } from './agents.ts'
import type { Granted } from './authorization.ts'

/** Steps that belong to one attempt to deliver. */
const stepsOfAnAttempt = ['intent-delivery', 'authorization', 'more-permits', 'underground']
/** A permit that ends sooner is not worth setting out with. */
const leftMsAtLeast = 120_000

/**
 * An earlier start may have been cut short on the way: what was opened is not opened again, and where the permit has run
 * out, or nobody can say what became of it, the merchant asks for a new one. Resolves with whether the trunk was opened.
 */
export async function resumeDelivery(
  teller: Teller,
  memory: Memory,
  merchant: MerchantClient,
  { car }: { readonly car: AgentOnStage },
): Promise<boolean> {
  const asked = memory.get<{ remember: Granted }>('authorization')?.remember
  if (asked === undefined || memory.get('delivery') !== undefined) return false
  const outcome = await outcomeOf(merchant, car, asked)
  if (outcome === 'completed' || outcome === 'opened' || outcome === 'left_open') return true
  const hasTime = asked.untilMs - Date.now() >= leftMsAtLeast
  if (outcome === 'pending' && hasTime) return false
  const why = outcome === 'pending' ? 'its window is nearly over' : `its outcome is ${outcome}`
  teller.note(`An earlier start was cut short and the permit cannot be used: ${why}. The merchant asks again.`)
  await memory.forget(stepsOfAnAttempt)
  return false
}

/** What the hub knows once the car has told everything. */
async function outcomeOf(merchant: MerchantClient, car: AgentOnStage, { authorization }: Granted) {
  await until('the car’s whole journal at the hub', async () => {
    const { journal } = await localStatus(car)
    return journal.acknowledgedThrough === journal.lastSeq ? true : undefined
  })
  return (await merchant.authorization(authorization)).outcome
}
