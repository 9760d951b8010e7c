import { describe, expect, test } from 'vitest'
import type { OpenStorage } from './open-storage.ts'
import { newId, sampleDispute } from './samples.ts'

export function disputesContract({ write, read }: OpenStorage): void {
  describe('disputes', () => {
    test('a line of a month has one that is open; ended, it makes room for another', async () => {
      const [tenant, dispute] = [newId('tenant'), sampleDispute()]
      const { account, month, line } = dispute
      const again = { ...dispute, id: newId('dispute') }
      const openOn = (more: { month?: string; line?: typeof line } = {}) =>
        read(tenant, ({ disputes }) => disputes.openOn(account, more.month ?? month, more.line ?? line))
      await write(tenant, ({ disputes }) => disputes.insert(dispute))
      expect(await openOn()).toStrictEqual(dispute)
      for (const other of [{ month: '2026-11' }, { line: { ...line, band: 'all' } }, { line: { ...line, price: 'gas' } }]) {
        expect(await openOn(other)).toBeUndefined()
      }
      await expect(write(tenant, ({ disputes }) => disputes.insert(again))).rejects.toThrow(/constraint|duplicate/i)
      const ended = { ...dispute, state: 'upheld', endedAtMs: 700, answer: 'You are right.' } as const
      await write(tenant, ({ disputes }) => disputes.end(ended))
      expect(await openOn()).toBeUndefined()
      await write(tenant, ({ disputes }) => disputes.insert(again))
      expect(await openOn()).toStrictEqual(again)
      expect(await read(tenant, ({ disputes }) => disputes.ofMonth(account, month))).toStrictEqual([ended, again])
      expect(await read(tenant, ({ disputes }) => disputes.ofMonth(account, '2026-11'))).toEqual([])
    })

    test('any number of a line may have ended', async () => {
      const [tenant, dispute] = [newId('tenant'), sampleDispute()]
      const ended = [1, 2, 3].map(() => ({ ...dispute, id: newId('dispute'), state: 'withdrawn', endedAtMs: 700 }) as const)
      await write(tenant, async ({ disputes }) => {
        for (const each of ended) await disputes.insert(each)
      })
      expect(await read(tenant, ({ disputes }) => disputes.ofMonth(dispute.account, dispute.month))).toStrictEqual(ended)
    })

    test('are listed by account and state, together or alone', async () => {
      const [tenant, account] = [newId('tenant'), newId('account')]
      const [open, withdrawn] = [sampleDispute({ account }), sampleDispute({ account, state: 'withdrawn', endedAtMs: 700 })]
      const others = sampleDispute()
      await write(tenant, async ({ disputes }) => {
        for (const each of [open, withdrawn, others]) await disputes.insert(each)
      })
      const list = async (filter: object) =>
        (await read(tenant, ({ disputes }) => disputes.list({ limit: 5 }, filter))).items.map(({ id }) => id)
      expect(await list({})).toEqual([others.id, withdrawn.id, open.id])
      expect(await list({ account })).toEqual([withdrawn.id, open.id])
      expect(await list({ state: 'open' })).toEqual([others.id, open.id])
      expect(await list({ account, state: 'open' })).toEqual([open.id])
    })
  })

  describe('sessions of a browser', () => {
    test('are removed one by one, and forgotten at the instant they expire', async () => {
      const tenant = newId('tenant')
      const session = (byte: number, expiresAtMs: number) => ({
        tokenHash: new Uint8Array(32).fill(byte),
        key: newId('apiKey'),
        expiresAtMs,
      })
      const [one, two, three] = [session(1, 100), session(2, 101), session(3, 101)]
      await write(tenant, async ({ accounts, retention }) => {
        for (const each of [one, two, three]) await accounts.insertSession(each)
        await accounts.removeSession(three.tokenHash)
        await retention.remove('browser_sessions', 100, 10)
      })
      const found = (hash: Uint8Array) => read(tenant, ({ accounts }) => accounts.getSession(hash))
      expect([await found(one.tokenHash), await found(two.tokenHash), await found(three.tokenHash)]).toEqual([
        undefined,
        two,
        undefined,
      ])
    })
  })
}
