import { join } from 'node:path'
import { type Month, monthNamed, monthOf } from '@octroi/shared/time/month'
import type { Zone } from '@octroi/shared/time/zone'
import type { StoryArguments } from './arguments.ts'
import { enrolSecondCar, startAgents } from './chapters/agents.ts'
import { authorize, consent, makeCourier, refuseWithoutConsent } from './chapters/authorization.ts'
import { openAccounts, placeOrders, publishCatalogue, registerThings, startHub } from './chapters/beginning.ts'
import { showBills } from './chapters/bills.ts'
import { comeBack, deliverUnderground, openMerchantEndpoint } from './chapters/delivery.ts'
import { replayMonth } from './chapters/meter.ts'
import type { Memory } from './memory.ts'
import type { Stage } from './stage.ts'
import type { Teller } from './teller.ts'

const householdZone = 'Europe/London' as Zone
const merchantZone = 'Europe/Paris' as Zone

/** The first opening, from catalogue to bills. Steps that were finished in this data directory are not done again. */
export async function tellStory(teller: Teller, memory: Memory, stage: Stage, options: StoryArguments): Promise<void> {
  const month = await monthToReplay(memory, options)

  teller.title('The parties')
  await startHub(teller, stage)
  const operator = await stage.operator()
  await publishCatalogue(teller, operator, month)
  const parties = await openAccounts(teller, operator)
  const things = await registerThings(teller, operator, parties)
  const subscriptions = await placeOrders(teller, stage, operator, parties, things, month)

  teller.title('The things')
  const agents = await startAgents(teller, stage, parties, things)
  await enrolSecondCar(teller, stage, parties, things)

  teller.title('Grant')
  const courier = await makeCourier(teller)
  const merchant = stage.as(parties.merchant.token)
  const driver = stage.as(parties.driver.token)
  await refuseWithoutConsent(teller, merchant, courier, things)
  await consent(teller, driver, parties)
  const permits = await authorize(teller, stage, courier, parties, things)

  teller.title('Prove')
  const endpoint = await openMerchantEndpoint(teller, stage, parties)
  await deliverUnderground(teller, agents.car, courier, permits)
  await comeBack(teller, agents.car, { merchant, driver }, endpoint, permits)
  const { month: deliveryMonth } = await teller.once('delivery-month', 'The delivery belongs to this month’s bill', () => {
    const { name } = monthOf(merchantZone, Date.now())
    return Promise.resolve({ remember: { month: name }, facts: { month: name } })
  })

  teller.title('Settle')
  const file = options.readings === undefined ? {} : { file: options.readings }
  await replayMonth(teller, agents.meter, stage.as(parties.household.token), subscriptions, {
    month,
    zone: householdZone,
    ...file,
  })
  await showBills(teller, stage, parties, { delivery: deliveryMonth, meter: month })
}

/** A data directory tells one month: the household's supply begins with it. */
async function monthToReplay(memory: Memory, { month: wanted }: StoryArguments): Promise<Month> {
  const remembered = memory.get<string>('month')
  if (remembered !== undefined && wanted !== undefined && wanted !== remembered) {
    throw new Error(`this data directory tells ${remembered}; give another --data-dir for ${wanted}`)
  }
  const lastMonth = monthOf(householdZone, monthOf(householdZone, Date.now()).fromMs - 1)
  const name = remembered ?? wanted ?? lastMonth.name
  const month = monthNamed(householdZone, name)
  if (month === undefined || month.untilMs > Date.now()) throw new Error(`--month must be a month that is over, not ${name}`)
  await memory.put('month', name)
  return month
}

export function memoryFile(dataDir: string): string {
  return join(dataDir, 'story.json')
}
