import type { SoughtAccounts } from '@octroi/hub/accounts/account.store'
import { describe, expect, test } from 'vitest'
import { type OpenStorage, pagesOf } from './open-storage.ts'
import { accountRow, newId, sampleApiKey, sampleConsent, sampleDevice, sampleEntitlement } from './samples.ts'

export function searchesContract({ write, read }: OpenStorage): void {
  describe('accounts', () => {
    test('are found by the beginning of a name, whatever its case and accents, in order, and by standing', async () => {
      const tenant = newId('tenant')
      const names = ['Élodie Martin', 'elodie martin', 'ELODIE', 'Elo\u{10fffd}', 'Elisa', 'Zoé', 'Eloz']
      await write(tenant, async ({ accounts }) => {
        for (const [index, name] of names.entries()) {
          const standing = index === 1 ? ({ standing: 'suspended', reason: 'r', sinceMs: 1 } as const) : undefined
          await accounts.insert({ ...accountRow(newId('account')), name, ...(standing === undefined ? {} : { standing }) })
        }
      })
      const found = async (sought: SoughtAccounts, limit = 2): Promise<readonly string[]> => {
        const pages = await pagesOf(limit, (page) => read(tenant, ({ accounts }) => accounts.search(page, sought)))
        return pages.flat().map(({ name }) => name)
      }
      const inOrder = ['ELODIE', 'Élodie Martin', 'elodie martin', 'Eloz', 'Elo\u{10fffd}']
      expect(await found({ namePrefix: 'elo' })).toEqual(inOrder)
      expect(await found({ namePrefix: 'elo', standing: 'suspended' })).toEqual(['elodie martin'])
      expect(await found({ standing: 'suspended' })).toEqual(['elodie martin'])
      expect(await found({})).toEqual(names.toReversed())
      expect(await found({ namePrefix: 'x' })).toEqual([])
    })

    test('are got together, and have their keys and what became of their standing, newest first', async () => {
      const [tenant, account, other] = [newId('tenant'), newId('account'), newId('account')]
      const keys = [sampleApiKey({ tenant, account }), sampleApiKey({ tenant, account, revokedAtMs: 5 })]
      const change = (atMs: number, reason: string) => ({ account, atMs, standing: 'restricted', reason }) as const
      await write(tenant, async ({ accounts }) => {
        await accounts.insert(accountRow(account))
        for (const key of [...keys, sampleApiKey({ tenant, account: other })]) await accounts.insertApiKey(key)
        await accounts.noteStanding(change(7, 'first'))
        await accounts.noteStanding({ ...change(8, 'overtaken'), by: newId('apiKey') })
        await accounts.noteStanding(change(8, 'last'))
      })
      await read(tenant, async ({ accounts }) => {
        expect(await accounts.getAll([account, other])).toStrictEqual([accountRow(account)])
        expect(await accounts.getAll([])).toEqual([])
        expect((await accounts.apiKeys({ limit: 1 }, account)).items).toStrictEqual([keys[1]])
        expect((await accounts.apiKeys({ limit: 5 }, account)).items).toStrictEqual(keys.toReversed())
        expect(await accounts.standingChanges(account, 5)).toStrictEqual([change(8, 'last'), change(7, 'first')])
        expect(await accounts.standingChanges(account, 1)).toHaveLength(1)
      })
    })
  })

  test('entitlements are found by the device they name, and by its owner where they name none', async () => {
    const tenant = newId('tenant')
    const { id, owner } = sampleDevice()
    const account = owner
    const here = [
      sampleEntitlement({ account, device: id }),
      sampleEntitlement({ account }),
      sampleEntitlement({ device: id }),
      sampleEntitlement({ account, service: 'home.alarm' }),
    ]
    const elsewhere = [
      sampleEntitlement({ account, device: newId('device') }),
      sampleEntitlement({ account, reach: 'consented' }),
      sampleEntitlement(),
    ]
    await write(tenant, ({ entitlements }) => entitlements.insertAll([...elsewhere, ...here]))
    const found = async (service?: string): Promise<readonly string[]> => {
      const sought = { device: { id, owner }, ...(service === undefined ? {} : { service }) }
      const pages = await pagesOf(2, (page) => read(tenant, ({ entitlements }) => entitlements.search(page, sought)))
      return pages.flat().map((entitlement) => entitlement.id)
    }
    expect(await found()).toEqual(here.map((entitlement) => entitlement.id).toReversed())
    expect(await found('home.alarm')).toEqual([here[3]?.id])
  })

  test('consents are listed by who gave them and by who has them', async () => {
    const [tenant, owner, grantee] = [newId('tenant'), newId('account'), newId('account')]
    const given = [sampleConsent({ owner }), sampleConsent({ owner, grantee, service: 'home.alarm' })]
    const received = [...given.slice(1), sampleConsent({ grantee })]
    await write(tenant, async ({ consents }) => {
      for (const consent of new Set([...given, ...received])) await consents.insert(consent)
    })
    const pages = { limit: 1 }
    const list = (ask: Parameters<typeof pagesOf>[1]) => pagesOf(pages.limit, ask)
    expect((await list((page) => read(tenant, ({ consents }) => consents.given(page, owner)))).flat()).toEqual(given.toReversed())
    expect((await list((page) => read(tenant, ({ consents }) => consents.received(page, grantee)))).flat()).toEqual(
      received.toReversed(),
    )
    const ofAlarm = await list((page) => read(tenant, ({ consents }) => consents.received(page, grantee, 'home.alarm')))
    expect(ofAlarm.flat()).toEqual(given.slice(1))
  })
}
