import { describe, expect, test } from 'vitest'
import type { OpenStorage } from './open-storage.ts'
import { accountRow, bytes, newId } from './samples.ts'

export function transactionsContract({ write, read, lookUp, reopen }: OpenStorage): void {
  describe('transactions', () => {
    test('keep everything or nothing', async () => {
      const [tenant, account] = [newId('tenant'), newId('account')]
      const failing = write(tenant, async ({ accounts }) => {
        await accounts.insert(accountRow(account))
        throw new Error('changed my mind')
      })
      await expect(failing).rejects.toThrow('changed my mind')
      expect(await read(tenant, ({ accounts }) => accounts.get(account))).toBeUndefined()
    })

    test('are seen by who looks one thing up, of its own tenant, once they are over', async () => {
      const [tenant, account] = [newId('tenant'), newId('account')]
      const name = (of: typeof tenant) => lookUp(of, async ({ accounts }) => (await accounts.get(account))?.name)
      await write(tenant, async ({ accounts }) => {
        await accounts.insert(accountRow(account))
        expect(await name(tenant)).toBeUndefined()
      })
      expect(await name(tenant)).toBe(accountRow(account).name)
      expect(await name(newId('tenant'))).toBeUndefined()
    })

    test('that write an id twice are undone whole, and the next one works', async () => {
      const [tenant, twice, other] = [newId('tenant'), newId('account'), newId('account')]
      await write(tenant, ({ accounts }) => accounts.insert(accountRow(twice)))
      const clashing = write(tenant, async ({ accounts }) => {
        await accounts.insert(accountRow(other))
        await accounts.insert({ ...accountRow(twice), name: 'Somebody else' })
      })
      await expect(clashing).rejects.toThrow(/constraint|duplicate/i)
      expect(await read(tenant, ({ accounts }) => accounts.list({ limit: 10 }))).toEqual({ items: [accountRow(twice)] })
      await write(tenant, ({ accounts }) => accounts.insert(accountRow(other)))
      expect(await read(tenant, ({ accounts }) => accounts.get(other))).toEqual(accountRow(other))
    })

    test('see what they wrote themselves', async () => {
      const [tenant, account] = [newId('tenant'), newId('account')]
      const seen = await write(tenant, async ({ accounts }) => {
        await accounts.insert(accountRow(account))
        return accounts.get(account)
      })
      expect(seen).toEqual(accountRow(account))
    })

    test('run one after another where they write the same row', async () => {
      const tenant = newId('tenant')
      const device = newId('device')
      const add = (): Promise<void> =>
        write(tenant, async ({ journals }) => {
          const { through } = await journals.head(device)
          await Promise.resolve()
          await journals.putHead(device, { boot: bytes(16, 1), through: through + 1, head: bytes(32, 2) })
        })
      await Promise.all(Array.from({ length: 20 }, add))
      expect((await read(tenant, ({ journals }) => journals.head(device))).through).toBe(20)
    })

    test('refuse to write where only reading was asked for', async () => {
      const tenant = newId('tenant')
      await expect(read(tenant, ({ accounts }) => accounts.insert(accountRow(newId('account'))))).rejects.toThrow(/read/i)
    })

    test('that read see one state, whatever is written meanwhile', async () => {
      const [tenant, account] = [newId('tenant'), newId('account')]
      const [before, after] = await read(tenant, async ({ accounts }) => {
        const first = await accounts.list({ limit: 10 })
        await write(tenant, (stores) => stores.accounts.insert(accountRow(account)))
        return [first, await accounts.list({ limit: 10 })]
      })
      expect([before, after]).toEqual([{ items: [] }, { items: [] }])
      expect(await read(tenant, ({ accounts }) => accounts.get(account))).toEqual(accountRow(account))
    })

    test('survive closing and opening again', async () => {
      const [tenant, account] = [newId('tenant'), newId('account')]
      await write(tenant, ({ accounts }) => accounts.insert(accountRow(account)))
      await reopen()
      expect(await read(tenant, ({ accounts }) => accounts.get(account))).toEqual(accountRow(account))
    })
  })
}
