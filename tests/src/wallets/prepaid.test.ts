import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { HubAtRest } from '../kit/hub-at-rest.ts'
import { PrepaidWorld, prepaidCatalogue } from '../kit/prepaid-world.ts'

let hub: HubAtRest
beforeEach(async () => {
  hub = await HubAtRest.open('2026-01-10T12:00:00Z')
})
afterEach(() => hub.close())

async function balances(): Promise<Readonly<Record<string, bigint>>> {
  const all = await hub.read(({ ledger }) => ledger.balances())
  return Object.fromEntries(all.map(({ account, debit, credit }) => [account.replace(/ .*/, ''), debit - credit]))
}

describe('a wallet', () => {
  test('pays for what is granted and used, VAT included, and refuses what it does not hold', async () => {
    const world = await PrepaidWorld.over(hub)
    const without = await world.grant()
    expect(without).toMatchObject({ decision: 'refused', code: 'wallet_too_low' })
    expect(without.reasons.at(-1)?.sentence).toMatch(/it holds 0.00 EUR, of which 0.00 EUR is reserved; this takes 3.00 EUR/)
    await world.topUp(700n)
    const [one, other, third] = [await world.grant(), await world.grant(), await world.grant()]
    expect([one, other, third].map(({ decision }) => decision)).toEqual(['granted', 'granted', 'refused'])
    expect(await world.standing()).toEqual({ balance: 700n, owed: 0n, reserved: 600n, moved: 0 })
    await world.open(one.id)
    expect(await world.standing()).toEqual({ balance: 400n, owed: 0n, reserved: 300n, moved: 0 })
    expect(await balances()).toEqual({ cash: 700n, wallet: -400n, accrued: 0n, revenue: -240n, tax: -60n })
  })

  test('owes what was used beyond it, which the next top-up pays first', async () => {
    const energy = `, energy: { model: per_unit, name: Energy, meter: import, unitPrice: "1" }`
    const world = await PrepaidWorld.over(hub, prepaidCatalogue({ offer: energy }))
    await world.topUp(1_000n)
    await world.read(10_000_000_000n)
    expect(await world.standing()).toEqual({ balance: -250n, owed: 250n, reserved: 0n, moved: 0 })
    await world.topUp(1_000n)
    expect(await world.standing()).toEqual({ balance: 750n, owed: 0n, reserved: 0n, moved: 0 })
    expect(await balances()).toEqual({ cash: 2_000n, wallet: -750n, receivable: 0n, accrued: -1_000n, tax: -250n })
  })

  test('for a single purpose asks its VAT when it is topped up, and none when it is used', async () => {
    const world = await PrepaidWorld.over(hub, prepaidCatalogue({ wallet: 'purpose: single_purpose, vatPercent: "25"' }))
    await world.topUp(1_000n)
    const { id } = await world.grant()
    expect(await world.standing()).toEqual({ balance: 800n, owed: 0n, reserved: 240n, moved: 0 })
    await world.open(id)
    expect(await world.standing()).toEqual({ balance: 560n, owed: 0n, reserved: 0n, moved: 0 })
    expect(await balances()).toEqual({ cash: 1_000n, wallet: -560n, accrued: 0n, revenue: -240n, tax: -200n })
  })

  test('loses what expires, but for what was granted', async () => {
    const world = await PrepaidWorld.over(hub, prepaidCatalogue({ wallet: 'purpose: multi_purpose, expiresAfterDays: 1' }))
    await world.topUp(1_000n)
    hub.pass(86_400_000 - 1000)
    const { id } = await world.grant()
    hub.pass(2000)
    expect(await world.standing()).toMatchObject({ balance: 300n, reserved: 300n, moved: 1 })
    expect(await world.grant()).toMatchObject({ decision: 'refused', code: 'wallet_too_low' })
    await world.open(id)
    expect(await world.standing()).toMatchObject({ balance: 0n, reserved: 0n, moved: 0 })
    expect(await balances()).toEqual({ cash: 1_000n, wallet: 0n, accrued: 0n, revenue: -240n, tax: -60n, breakage: -700n })
  })
})
