import { describe, expect, test } from 'vitest'
import { type Denied, denyPermits, nothingRevoked, type Revocations } from './revocations.ts'

const day = 86_400
const now = { epoch: 3, nowSeconds: 100 * day }
const denied = (index: number, expiresAtSeconds = now.nowSeconds + 60): Denied => ({
  authorization: `auth_${index}`,
  expiresAtSeconds,
})

describe('denying permits', () => {
  test('each change is a new version', () => {
    const first = denyPermits(nothingRevoked, [denied(1)], now)
    expect(first).toEqual({ version: 1, epoch: 0, deny: [denied(1)] })
    expect(denyPermits(first, [denied(2)], now)).toEqual({ version: 2, epoch: 0, deny: [denied(1), denied(2)] })
  })

  test('the same one is denied once', () => {
    const twice = denyPermits(denyPermits(nothingRevoked, [denied(1)], now), [denied(1)], now)
    expect(twice.deny).toEqual([denied(1)])
  })

  test('those that ended long ago stay while there is room, and then the oldest make it', () => {
    const ended = Array.from({ length: 128 }, (_, index) => denied(index, now.nowSeconds - day - (index % 7) * day))
    const old: Revocations = { version: 4, epoch: 0, deny: ended.slice(0, 127) }
    expect(denyPermits(old, [denied(500)], now).deny).toEqual([...old.deny, denied(500)])
    const oldest = ended.find(({ expiresAtSeconds }) => expiresAtSeconds === now.nowSeconds - 7 * day)
    const { epoch, deny } = denyPermits({ ...old, deny: ended }, [denied(500)], now)
    expect([epoch, deny.length, deny.includes(oldest ?? denied(0)), deny.at(-1)]).toEqual([0, 128, false, denied(500)])
  })

  test('those that ended less than a day ago make no room', () => {
    const full: Revocations = {
      version: 4,
      epoch: 0,
      deny: Array.from({ length: 128 }, (_, index) => denied(index, now.nowSeconds - day + 1)),
    }
    expect(denyPermits(full, [denied(500)], now)).toEqual({ version: 5, epoch: 4, deny: [] })
  })

  test('beyond 128 the epoch rises above the one permits are issued with, and denies them all', () => {
    const full: Revocations = { version: 9, epoch: 0, deny: Array.from({ length: 128 }, (_, index) => denied(index)) }
    expect(denyPermits(full, [denied(500)], now)).toEqual({ version: 10, epoch: 4, deny: [] })
  })
})
