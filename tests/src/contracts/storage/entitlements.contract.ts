import { describe, expect, test } from 'vitest'
import type { OpenStorage } from './open-storage.ts'
import { newId, sampleConsent, sampleEntitlement } from './samples.ts'
import { spansAsked } from './spans.ts'

export function entitlementsContract({ write, read }: OpenStorage): void {
  describe('entitlements and consents', () => {
    test.each(spansAsked)('are found in [100, 200): one %s', async (_what, span, found) => {
      const [tenant, owner, grantee] = [newId('tenant'), newId('account'), newId('account')]
      const entitlement = sampleEntitlement({ account: owner, device: newId('device'), ...span })
      const consent = sampleConsent({ owner, grantee, ...span })
      await write(tenant, async ({ entitlements, consents }) => {
        await entitlements.insertAll([entitlement])
        await consents.insert(consent)
      })
      const asked = { fromMs: 100, untilMs: 200 }
      expect(await read(tenant, (stores) => stores.entitlements.forService([owner], 'trunk.access', asked))).toStrictEqual(
        found ? [entitlement] : [],
      )
      expect(await read(tenant, (stores) => stores.consents.between(owner, grantee, 'trunk.access', asked))).toStrictEqual(
        found ? [consent] : [],
      )
    })

    test.each([
      ['ended before it', { fromMs: 0, untilMs: 100 }, false],
      ['ends after its beginning', { fromMs: 0, untilMs: 101 }, true],
      ['begins in a far future', { fromMs: 1_000_000 }, true],
    ])('are found from 100 on where one %s', async (_what, span, found) => {
      const [tenant, owner, grantee] = [newId('tenant'), newId('account'), newId('account')]
      await write(tenant, async ({ entitlements, consents }) => {
        await entitlements.insertAll([sampleEntitlement({ account: owner, ...span })])
        await consents.insert(sampleConsent({ owner, grantee, ...span }))
      })
      const asked = { fromMs: 100 }
      const count = found ? 1 : 0
      expect(await read(tenant, ({ entitlements }) => entitlements.forService([owner], 'trunk.access', asked))).toHaveLength(
        count,
      )
      expect(await read(tenant, ({ consents }) => consents.between(owner, grantee, 'trunk.access', asked))).toHaveLength(count)
    })

    test('for a decision are of the accounts and the service asked for, in the order of their ids', async () => {
      const [tenant, requester, owner] = [newId('tenant'), newId('account'), newId('account')]
      const own = [sampleEntitlement({ account: owner }), sampleEntitlement({ account: requester, reach: 'consented' })]
      const others = [sampleEntitlement(), sampleEntitlement({ account: owner, service: 'trunk' })]
      await write(tenant, ({ entitlements }) => entitlements.insertAll([...others, ...own.toReversed()]))
      const found = await read(tenant, ({ entitlements }) =>
        entitlements.forService([requester, owner], 'trunk.access', { fromMs: 0, untilMs: 1 }),
      )
      expect(found).toStrictEqual(own)
    })

    test('of nobody are inserted without complaint', async () => {
      const tenant = newId('tenant')
      await write(tenant, ({ entitlements }) => entitlements.insertAll([]))
      expect(await read(tenant, ({ entitlements }) => entitlements.list({ limit: 1 }))).toEqual({ items: [] })
    })

    test('between two accounts are neither those the other way round nor those of a third', async () => {
      const [tenant, owner, grantee] = [newId('tenant'), newId('account'), newId('account')]
      const given = [sampleConsent({ owner, grantee }), sampleConsent({ owner, grantee, device: newId('device') })]
      const others = [
        sampleConsent({ owner: grantee, grantee: owner }),
        sampleConsent({ owner }),
        sampleConsent({ grantee }),
        sampleConsent({ owner, grantee, service: 'trunk' }),
      ]
      await write(tenant, async ({ consents }) => {
        for (const consent of [...others, ...given.toReversed()]) await consents.insert(consent)
      })
      const between = await read(tenant, ({ consents }) => consents.between(owner, grantee, 'trunk.access', { fromMs: 0 }))
      expect(between).toStrictEqual(given)
    })

    test('a consent that is ended covers what was before its end and nothing after', async () => {
      const [tenant, consent, other] = [newId('tenant'), sampleConsent({ fromMs: 100 }), sampleConsent()]
      await write(tenant, async ({ consents }) => {
        await consents.insert(consent)
        await consents.insert(other)
        await consents.end(consent.id, 150)
      })
      const between = (fromMs: number, untilMs: number) =>
        read(tenant, ({ consents }) => consents.between(consent.owner, consent.grantee, consent.service, { fromMs, untilMs }))
      const ended = { ...consent, untilMs: 150 }
      expect(await between(149, 200)).toStrictEqual([ended])
      expect(await between(150, 200)).toEqual([])
      expect(await read(tenant, ({ consents }) => consents.get(other.id))).toStrictEqual(other)
    })
  })
}
