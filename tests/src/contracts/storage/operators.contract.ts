import type { Email } from '@octroi/hub/operators/email'
import { describe, expect, test } from 'vitest'
import type { OpenStorage } from './open-storage.ts'
import { bytes, newId, sampleOperator, sampleOperatorSession } from './samples.ts'

export function operatorsContract({ write, read }: OpenStorage): void {
  describe('operators', () => {
    test.each([
      ['with nothing but a name', {}],
      ['with everything', { ...wholeOperator(), disabledAtMs: 60 }],
    ])('%s come back as they were put there', async (_what, more) => {
      const [tenant, operator] = [newId('tenant'), sampleOperator(more)]
      await write(tenant, ({ operators }) => operators.insert(operator))
      const { id, email, subject } = operator
      const found = await read(tenant, async ({ operators }) => [
        await operators.get(id),
        await operators.ofEmail(email),
        ...(subject === undefined ? [] : [await operators.ofSubject(subject)]),
      ])
      for (const each of found) expect(each).toStrictEqual(operator)
    })

    test('are changed whole, and lose what they no longer have', async () => {
      const [tenant, operator, other] = [newId('tenant'), sampleOperator(wholeOperator()), sampleOperator()]
      const { id, email, createdAtMs } = operator
      const less = sampleOperator({ id, email: `new-${email}` as Email, createdAtMs, name: 'Other', role: 'viewer' })
      await write(tenant, async ({ operators }) => {
        for (const each of [operator, other]) await operators.insert(each)
        await operators.update(less)
      })
      expect(await read(tenant, ({ operators }) => operators.get(id))).toStrictEqual(less)
      expect(await read(tenant, ({ operators }) => operators.get(other.id))).toStrictEqual(other)
      expect(await read(tenant, ({ operators }) => operators.ofEmail(email))).toBeUndefined()
    })

    test('share neither an address nor a subject of one issuer', async () => {
      const tenant = newId('tenant')
      const [first, other] = [sampleOperator(wholeOperator()), sampleOperator()]
      await write(tenant, async ({ operators }) => {
        for (const each of [first, other]) await operators.insert(each)
      })
      const { email, subject } = first
      for (const twin of [sampleOperator({ email }), sampleOperator(subject === undefined ? {} : { subject })]) {
        await expect(write(tenant, ({ operators }) => operators.insert(twin))).rejects.toThrow(/unique/i)
      }
      const elsewhere = sampleOperator({ subject: { issuer: 'https://other.example', subject: 'subject' } })
      await write(tenant, ({ operators }) => operators.insert(elsewhere))
      expect(await read(tenant, ({ operators }) => operators.count())).toBe(3)
    })

    test('are counted, and apart those who may change things', async () => {
      const tenant = newId('tenant')
      const rows = [
        sampleOperator(),
        sampleOperator(),
        sampleOperator({ role: 'viewer' }),
        sampleOperator({ disabledAtMs: 0 }),
        sampleOperator({ disabledAtMs: 70, role: 'viewer' }),
      ]
      expect(await read(tenant, async ({ operators }) => [await operators.count(), await operators.countAbleToChange()])).toEqual(
        [0, 0],
      )
      await write(tenant, async ({ operators }) => {
        for (const each of rows) await operators.insert(each)
      })
      expect(await read(tenant, async ({ operators }) => [await operators.count(), await operators.countAbleToChange()])).toEqual(
        [5, 2],
      )
    })

    test('are listed newest first, page by page', async () => {
      const [tenant, rows] = [newId('tenant'), [1, 2, 3].map(() => sampleOperator())]
      await write(tenant, async ({ operators }) => {
        for (const each of rows) await operators.insert(each)
      })
      const first = await read(tenant, ({ operators }) => operators.list({ limit: 2 }))
      const ids = rows.map(({ id }) => id).toReversed()
      expect(first.items.map(({ id }) => id)).toEqual(ids.slice(0, 2))
      const rest = await read(tenant, ({ operators }) => operators.list({ limit: 2, after: first.next ?? '' }))
      expect([rest.items.map(({ id }) => id), rest.next]).toEqual([ids.slice(2), undefined])
    })
  })

  describe('sessions of operators', () => {
    test('are listed newest first, noted as used, and end one by one or together', async () => {
      const [tenant, operator] = [newId('tenant'), newId('operator')]
      const own = [1, 2, 3].map((byte) => sampleOperatorSession({ operator, tokenHash: bytes(32, byte), openedAtMs: byte }))
      const other = sampleOperatorSession({ tokenHash: bytes(32, 4) })
      await write(tenant, async ({ operators }) => {
        for (const session of [...own, other]) await operators.insertSession(session)
        await operators.noteUse(bytes(32, 2), 99)
        await operators.endSession(bytes(32, 1))
      })
      const used = own.map((session, index) => (index === 1 ? { ...session, usedAtMs: 99 } : session))
      const left = () => read(tenant, ({ operators }) => operators.sessionsOf(operator))
      expect(await left()).toStrictEqual([used[2], used[1]])
      await write(tenant, ({ operators }) => operators.endSessionsOf(operator))
      expect(await left()).toEqual([])
      expect(await read(tenant, ({ operators }) => operators.getSession(bytes(32, 4)))).toStrictEqual(other)
    })
  })
}

function wholeOperator() {
  return {
    passwordHash: '$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHQ$aGFzaA',
    totp: { sealedSecret: bytes(48, 5), lastStep: 57_000_000 },
    recoveryCodes: ['AAAA', 'BBBB'],
    subject: { issuer: 'https://login.example', subject: 'subject' },
    failed: { count: 6, lockedUntilMs: 1_800_000_000_000 },
  }
}
