import { authorize, quote } from '@octroi/hub/authorizations/authorize.use-case'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { value } from '../kit/hub-at-rest.ts'
import { openingCatalogue } from '../kit/opening-catalogue.ts'
import { nowMs, OpeningWorld } from '../kit/opening-world.ts'

const cappedOffer = `  capped:
    name: Capped
    currency: EUR
    prices: { opening: { model: per_unit, name: Opening, meter: openings, unitPrice: "2", maximum: "20" } }
    entitlements: [{ service: trunk.access, actions: [open], reach: own }]
`

let world: OpeningWorld
beforeAll(async () => {
  world = await OpeningWorld.open()
  await world.hub.catalogue(openingCatalogue + cappedOffer)
})
afterAll(() => world.close())

test('an opening whose price depends on the rest of the month is refused, not priced by a guess', async () => {
  const { hub, owner, car } = world
  await world.order(owner, 'capped')
  const asked = { requester: owner, device: car.device, service: 'trunk.access', action: 'open' }
  const request = { ...asked, fromMs: nowMs, untilMs: nowMs + 60_000, holderKey: car.keys.publicKey }
  const quoted = value(await hub.read((stores) => quote(stores, hub.environment, request)))
  const decided = value(await hub.write((stores) => authorize(stores, hub.environment, request)))
  for (const answer of [quoted, decided]) {
    expect(answer).toMatchObject({ decision: 'refused', code: 'price_not_fixed' })
    expect(answer.reasons.filter((reason) => !reason.satisfied)).toMatchObject([{ rule: 'price', code: 'price_not_fixed' }])
    expect(answer).not.toHaveProperty('permit')
  }
})
