import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { monthOf } from '@octroi/shared/time/month'
import type { Zone } from '@octroi/shared/time/zone'
import { enrolSecondCar, startAgents } from './chapters/agents.ts'
import { authorize, consent, makeCourier, refuseWithoutConsent } from './chapters/authorization.ts'
import { openAccounts, placeOrders, publishCatalogue, registerThings, startHub } from './chapters/beginning.ts'
import { showBills } from './chapters/bills.ts'
import { comeBack, deliverUnderground, openMerchantEndpoint } from './chapters/delivery.ts'
import { comeHome, guardOffline, guardUnderLease, outliveLease, tellNights } from './chapters/home.ts'
import { resumeDelivery } from './chapters/interrupted-delivery.ts'
import { replayMonth } from './chapters/meter.ts'
import { deliverByPasscode } from './chapters/passcode.ts'
import { checkProof } from './chapters/proof.ts'
import { agreeOnShares, showSettlement } from './chapters/settlement.ts'
import type { Memory } from './memory.ts'
import type { Replay } from './replay.ts'
import type { Stage } from './stage.ts'
import type { Teller } from './teller.ts'

const merchantZone = 'Europe/Paris' as Zone

/** From catalogue to bills. Steps that were finished in this data directory are not done again. */
export async function tellStory(teller: Teller, memory: Memory, stage: Stage, { month, read }: Replay): Promise<void> {
  teller.title('The parties')
  await startHub(teller, stage)
  const operator = await stage.operator()
  await publishCatalogue(teller, operator, month)
  const parties = await openAccounts(teller, operator)
  for (const name of ['driver', 'household'] as const) {
    await writeFile(stage.keyFile(name), `${parties[name].token}\n`, { mode: 0o600 })
  }
  const things = await registerThings(teller, operator, parties)
  const subscriptions = await placeOrders(teller, stage, operator, parties, things, month)
  await agreeOnShares(teller, operator, parties)

  teller.title('The things')
  const agents = await startAgents(teller, stage, parties, things)
  await enrolSecondCar(teller, stage, parties, things)

  teller.title('Guard')
  const household = stage.as(parties.household.token)
  await guardUnderLease(teller, agents.home, household)
  await guardOffline(teller, agents.home)

  teller.title('Grant')
  const courier = await makeCourier(teller)
  const merchant = stage.merchant(parties.merchant)
  const driver = stage.as(parties.driver.token)
  await refuseWithoutConsent(teller, memory, merchant, courier, things)
  await consent(teller, driver, parties)
  const wasOpened = await resumeDelivery(teller, memory, merchant, agents)
  const permits = await authorize(teller, memory, stage, courier, parties, things)

  teller.title('Prove')
  const endpoint = await openMerchantEndpoint(teller, stage, parties)
  await deliverUnderground(teller, agents.car, courier, permits, wasOpened)
  const confirmed = await comeBack(teller, agents.car, { merchant, driver }, endpoint, permits)
  await checkProof(teller, stage, merchant, confirmed)
  const typed = await deliverByPasscode(teller, memory, merchant, agents.car)
  await outliveLease(teller, agents.home, household)
  await comeHome(teller, agents.home, household)
  const { month: deliveryMonth } = await teller.once('delivery-month', 'The delivery belongs to this month’s bill', () => {
    const { name } = monthOf(merchantZone, Date.now())
    return Promise.resolve({ remember: { month: name }, facts: { month: name } })
  })

  teller.title('Settle')
  await replayMonth(teller, agents.meter, household, subscriptions, { month, read })
  await tellNights(teller, agents.home, household, subscriptions, month)
  await showBills(teller, stage, parties, { delivery: deliveryMonth, meter: month })
  await showSettlement(teller, stage, operator, parties, subscriptions, [permits.delivery.authorization, typed], deliveryMonth)
}

export function memoryFile(dataDir: string): string {
  return join(dataDir, 'story.json')
}
