import { withProfiles } from '@octroi/hub/accounts/known-account.use-case'
import { segmentsOf } from '@octroi/hub/accounts/segments-of.use-case'
import { parseCatalogue } from '@octroi/hub/catalogue/parse-catalogue'
import type { AccountId } from '@octroi/shared/ids/id'
import { formatExact } from '@octroi/shared/money/decimal'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openingCatalogue } from '../kit/opening-catalogue.ts'
import { OpeningWorld } from '../kit/opening-world.ts'

let world: OpeningWorld
beforeAll(async () => {
  world = await OpeningWorld.open()
  await world.entitle()
})
afterAll(() => world.close())

async function counted(account: AccountId): Promise<readonly string[]> {
  const activities = await world.hub.read(({ activity }) => activity.ofAll([account]))
  return activities.map(({ counter, total, records }) => `${counter} ${formatExact(total)} ${records}`)
}

test('who asked for an opening did it and pays for it, once, however often the device tells; and rules count it', async () => {
  const { car, merchant, owner, hub } = world
  const batch = car.journal.batch(...world.wholeOpening(await world.ask()))
  for (let sent = 0; sent < 2; sent++) await world.ingest(batch.envelope)
  expect(await counted(merchant)).toEqual(['charges EUR 2.4 1', 'trunk.access opened 1 1'])
  expect(await counted(owner)).toEqual([])
  const rules = `
segments:
  keen: { where: [{ meter: openings, during: month, atLeast: "1" }, { charges: EUR, during: ever, atLeast: "2.4" }] }
  lavish: { where: [{ charges: EUR, during: twelve-months, atLeast: "2.41" }] }
`
  const catalogue = parseCatalogue(`${openingCatalogue}${rules}`)
  if (!catalogue.ok) throw new Error(JSON.stringify(catalogue.error))
  const found = await hub.read(async (stores) => {
    const [known] = await withProfiles(stores, await stores.accounts.getAll([merchant]))
    return known && segmentsOf(stores, hub.environment.nowMs(), catalogue.value, known)
  })
  expect(found?.map(({ segment, isMember }) => [segment, isMember])).toEqual([
    ['keen', true],
    ['lavish', false],
  ])
})
