import { giveConsent } from '@octroi/hub/entitlements/give-consent.use-case'
import { revokeConsent } from '@octroi/hub/entitlements/revoke-consent.use-case'
import { expect, test } from 'vitest'
import { value } from '../kit/hub-at-rest.ts'
import { OpeningWorld } from '../kit/opening-world.ts'

test('who was given a consent hears of it once, and once of its end, however often it is taken back', async () => {
  const world = await OpeningWorld.open()
  const { hub, owner, merchant } = world
  await world.entitle()
  const asked = { owner, grantee: merchant, service: 'trunk.access', device: world.car.device }
  const { id } = value(await hub.write((stores) => giveConsent(stores, hub.environment, asked)))
  for (const _ of [1, 2]) value(await hub.write((stores) => revokeConsent(stores, hub.environment, { id, owner })))
  const { items } = await hub.read(({ outbox }) => outbox.list({ limit: 10 }, { account: merchant }))
  const about = { consent: id, owner, service: 'trunk.access', device: world.car.device }
  expect(items.map(({ type, payload }) => [type, (JSON.parse(payload) as { data: unknown }).data]).toReversed()).toEqual([
    ['consent.given', { ...about, from: expect.any(String) as string }],
    ['consent.ended', { ...about, from: expect.any(String) as string, until: expect.any(String) as string }],
  ])
  await world.close()
})
