import { noProfile, type Profile } from '@octroi/hub/accounts/profile'
import type { AccountId } from '@octroi/shared/ids/id'
import { rational } from '@octroi/shared/money/rational'
import { describe, expect, test } from 'vitest'
import { type OpenStorage, pagesOf } from './open-storage.ts'
import { accountRow, newId } from './samples.ts'

const whole: Profile = {
  version: 3,
  parent: newId('account'),
  language: 'fr',
  legalName: 'Exemple SARL',
  address: { lines: ['1 rue de l’Exemple'], postalCode: '75001', city: 'Paris', country: 'FR' },
  tax: { kind: 'business', country: 'FR', vatNumber: 'FR40303265045' },
  contacts: [{ role: 'billing', name: 'Zoé', email: 'zoe@example.com', phone: '+33 1 23 45 67 89' }],
  externalIds: { crm: 'C-1', shop: 'é\u{1f512}' },
  attributes: { plan: 'student', 'home.size': 'l' },
}

export function customersContract({ write, read }: OpenStorage): void {
  describe('profiles', () => {
    test('come back as they were put, whole, and nothing of what they replaced', async () => {
      const [tenant, account, other] = [newId('tenant'), newId('account'), newId('account')]
      const next = { ...noProfile, version: 4, externalIds: { crm: 'C-2' }, attributes: { plan: 'pupil' } }
      await write(tenant, ({ profiles }) => profiles.put(account, whole))
      const known = () => read(tenant, ({ profiles }) => profiles.getAll([account, other]))
      expect(await known()).toStrictEqual(
        new Map([
          [account, whole],
          [other, noProfile],
        ]),
      )
      await write(tenant, ({ profiles }) => profiles.put(account, next))
      expect((await known()).get(account)).toStrictEqual(next)
      const found = await read(tenant, ({ externalIds }) => externalIds.find('account', 'crm', ['C-1', 'C-2']))
      expect(found).toStrictEqual(new Map([['C-2', account]]))
      expect(await read(tenant, ({ profiles }) => profiles.getAll([]))).toEqual(new Map())
    })

    test('share no external id of one system, and things of other kinds may', async () => {
      const [tenant, account, other] = [newId('tenant'), newId('account'), newId('account')]
      const named = { ...noProfile, externalIds: { crm: 'C-1' } }
      await write(tenant, ({ profiles }) => profiles.put(account, named))
      await expect(write(tenant, ({ profiles }) => profiles.put(other, named))).rejects.toThrow(/constraint|duplicate/i)
      await write(tenant, ({ externalIds }) => externalIds.insert('device', 'crm', new Map([['C-1', newId('device')]])))
      await write(tenant, ({ profiles }) => profiles.put(other, { ...noProfile, externalIds: { shop: 'C-1' } }))
    })

    test('are walked up and down the tree, level by level', async () => {
      const [tenant, ids] = [newId('tenant'), Array.from({ length: 5 }, () => newId('account'))]
      const [top, one, other, below, alone] = ids as [AccountId, AccountId, AccountId, AccountId, AccountId]
      await write(tenant, async ({ profiles }) => {
        await profiles.put(one, { ...noProfile, parent: top })
        await profiles.put(other, { ...noProfile, parent: top })
        await profiles.put(below, { ...noProfile, parent: one })
      })
      await read(tenant, async ({ profiles }) => {
        expect(await profiles.above(below)).toEqual([one, top])
        expect(await profiles.above(top)).toEqual([])
        expect(await profiles.levels(top)).toBe(3)
        expect(await profiles.levels(one)).toBe(2)
        expect(await profiles.levels(alone)).toBe(1)
      })
      const pages = await pagesOf(1, (page) => read(tenant, ({ profiles }) => profiles.children(page, top)))
      expect(pages.flat()).toEqual([other, one])
    })

    test('are found by an attribute, page by page', async () => {
      const [tenant, ids] = [newId('tenant'), Array.from({ length: 3 }, () => newId('account'))]
      await write(tenant, async ({ profiles }) => {
        for (const id of ids) await profiles.put(id, { ...noProfile, attributes: { plan: 'student' } })
        await profiles.put(newId('account'), { ...noProfile, attributes: { plan: 'Student' } })
      })
      const pages = await pagesOf(2, (page) => read(tenant, ({ profiles }) => profiles.withAttribute(page, 'plan', 'student')))
      expect(pages.flat()).toEqual(ids.toReversed())
    })
  })

  test('an account gets another name, and is found by it', async () => {
    const [tenant, account] = [newId('tenant'), newId('account')]
    await write(tenant, ({ accounts }) => accounts.insert(accountRow(account)))
    await write(tenant, ({ accounts }) => accounts.setName(account, 'Élodie'))
    const found = await read(tenant, ({ accounts }) => accounts.search({ limit: 5 }, { namePrefix: 'elo' }))
    expect(found.items).toStrictEqual([{ ...accountRow(account), name: 'Élodie' }])
  })

  test('what accounts did adds up, exactly, also what comes at the same time', async () => {
    const [tenant, account] = [newId('tenant'), newId('account')]
    const did = { account, counter: 'charges EUR', monthFromMs: 100, total: rational(1n, 3n), records: 1 }
    const large = { account, counter: 'trunk.access opened', monthFromMs: 200, total: rational(2n ** 70n), records: 2 }
    await Promise.all(Array.from({ length: 6 }, () => write(tenant, ({ activity }) => activity.add([did, did, large]))))
    expect(await read(tenant, ({ activity }) => activity.ofAll([account, newId('account')]))).toStrictEqual([
      { ...did, total: rational(4n), records: 12 },
      { ...large, total: rational(6n * 2n ** 70n), records: 12 },
    ])
    expect(await read(tenant, ({ activity }) => activity.ofAll([]))).toEqual([])
  })
}
