import { beforeAll, describe, expect, test } from 'vitest'
import { HasherBusy, type PasswordHasher } from '../operators/password-hasher.port.ts'
import { argon2Passwords } from './argon2-passwords.ts'

let passwords: PasswordHasher
beforeAll(async () => {
  passwords = await argon2Passwords()
})

/** Of the reference implementation (phc-winner-argon2, src/test.c): another memory, so it is not how we hash today. */
const reference = '$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc'

test('a password is kept as OWASP asks, and never twice alike', async () => {
  const [one, other] = [await passwords.hash('brume sur le pont'), await passwords.hash('brume sur le pont')]
  expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/)
  expect(one).not.toBe(other)
  expect(passwords.isCurrent(one)).toBe(true)
  expect(await passwords.verify(one, 'brume sur le pont')).toBe(true)
  expect(await passwords.verify(one, 'brume sur le pon')).toBe(false)
})

test('a hash that others made is read, and known to be made otherwise', async () => {
  expect(await passwords.verify(reference, 'password')).toBe(true)
  expect(await passwords.verify(reference, 'differentpassword')).toBe(false)
  expect(passwords.isCurrent(reference)).toBe(false)
  expect(passwords.isCurrent(reference.replace('argon2id', 'argon2i').replace('m=65536', 'm=19456'))).toBe(false)
})

test('nobody has a password, not even the one that is compared with', async () => {
  for (const password of ['', 'no operator has this']) expect(await passwords.verify(undefined, password)).toBe(false)
})

describe('a crowd', () => {
  test('waits for its turn, and is sent away beyond what may wait', async () => {
    const small = await argon2Passwords({ atOnce: 1, waitingAtMost: 2 })
    const asked = [1, 2, 3, 4, 5].map(() => small.verify(undefined, 'x').catch((error: unknown) => error))
    const answers = await Promise.all(asked)
    expect(answers.slice(0, 3)).toEqual([false, false, false])
    expect(answers.slice(3).every((answer) => answer instanceof HasherBusy)).toBe(true)
    expect(await small.verify(undefined, 'x')).toBe(false)
  })

  test('does not keep the hub from answering others', async () => {
    let turns = 0
    const counting = setInterval(() => turns++, 0)
    await Promise.all([1, 2, 3, 4].map(() => passwords.hash('brume sur le pont')))
    clearInterval(counting)
    expect(turns).toBeGreaterThan(1)
  })
})
