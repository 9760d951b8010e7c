import { placeOrder } from '@octroi/hub/orders/place-order.use-case'
import { erasePerson } from '@octroi/hub/persons/erase-person.use-case'
import { endResale } from '@octroi/hub/resales/end-resale.use-case'
import { proposeResale } from '@octroi/hub/resales/propose-resale.use-case'
import type { Failure } from '@octroi/shared/errors/failure'
import type { Result } from '@octroi/shared/errors/result'
import type { AccountId } from '@octroi/shared/ids/id'
import { dayMs } from '@octroi/shared/time/zone'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { HubAtRest, value } from '../kit/hub-at-rest.ts'
import { PartnerTenant } from '../kit/partner-tenant.ts'

let hub: HubAtRest
let supplier: PartnerTenant
let founded = 0
beforeAll(async () => {
  hub = await HubAtRest.open('2026-11-23T12:00:00Z')
  supplier = await another()
})
afterAll(() => hub.close())

const another = (mode: 'live' | 'test' = 'live') => PartnerTenant.found(hub, `Sample ${++founded}`, mode)
const codeOf = (result: Result<unknown, Failure>): string => {
  if (result.ok) throw new Error('it was not refused')
  const { code, faults = [] } = result.error
  return [code, ...faults.map((fault) => fault.code)].join(' ')
}
const propose = (account: AccountId) => supplier.write((stores) => proposeResale(stores, hub.environment, account))
const states = (tenant: PartnerTenant, account: AccountId) =>
  tenant.read(async ({ resales }) => (await resales.ofAccount(account)).map(({ endedAtMs }) => endedAtMs !== undefined))

describe('a proposal', () => {
  test('is for an account that stands for nobody yet and is not the operator’s', async () => {
    const account = await supplier.account()
    const { resale, code } = value(await propose(account))
    expect(code).toMatch(/^octroi-resale_/)
    expect(codeOf(await propose(account))).toBe('resale_exists')
    const operator = await supplier.read(async ({ tenants }) => (await tenants.get())?.operator)
    expect(codeOf(await propose(operator ?? 'acct_none'))).toBe('account_is_operator')
    expect(codeOf(await propose('acct_01h455vb4pex5vsknk084sn02q'))).toBe('account_not_found')
    value(await supplier.write((stores) => endResale(stores, hub.environment, resale.id)))
    expect(codeOf(await (await another()).accept(code))).toBe('invalid_input resale_code_invalid')
    value(await propose(account))
  })

  test('lapses after 14 days, and another may be made then', async () => {
    const account = await supplier.account()
    const code = await supplier.propose(account)
    hub.pass(14 * dayMs - 1)
    expect(codeOf(await propose(account))).toBe('resale_exists')
    hub.pass(1)
    expect(codeOf(await (await another()).accept(code))).toBe('invalid_input resale_code_invalid')
    value(await propose(account))
  })

  test('is accepted once, and by nobody who has not its code', async () => {
    const [account, reseller] = [await supplier.account(), await another()]
    const code = await supplier.propose(account)
    const [, , resale = ''] = code.split('_')
    const secretAt = code.length - 43
    const otherThan = (character = '', one = 'a', other = 'b'): string => (character === one ? other : one)
    const wrong = [
      '',
      'octroi-resale_x',
      // Not its last character, of which not all bits count.
      `${code.slice(0, secretAt)}${otherThan(code[secretAt])}${code.slice(secretAt + 1)}`,
      code.replace(resale, `${resale.slice(0, -1)}${otherThan(resale.at(-1))}`),
      code.replace(/^octroi-resale_[^_]+/, `octroi-resale_${reseller.tenant.slice(4)}`),
    ]
    for (const each of wrong) expect(codeOf(await reseller.accept(each)), each).toBe('invalid_input resale_code_invalid')
    const accepted = value(await reseller.accept(code))
    expect(await supplier.read(({ resales }) => resales.get(accepted.id))).toEqual({
      ...{ id: accepted.id, side: 'supplier', account, proposedAtMs: accepted.proposedAtMs },
      partner: { tenant: reseller.tenant, name: `Sample ${founded}` },
      agreedAtMs: hub.environment.nowMs(),
    })
    expect(codeOf(await (await another()).accept(code))).toBe('invalid_input resale_code_invalid')
  })

  test('is between two tenants of one mode that have none yet', async () => {
    const reseller = await another()
    const [first, second, third] = [await supplier.account(), await supplier.account(), await supplier.account()]
    value(await reseller.accept(await supplier.propose(first)))
    expect(codeOf(await reseller.accept(await supplier.propose(second)))).toBe('resale_exists')
    const code = await supplier.propose(third)
    expect(codeOf(await supplier.accept(code))).toBe('resale_with_itself')
    expect(codeOf(await (await another('test')).accept(code))).toBe('resale_modes_differ')
  })
})

describe('resales one above the other', () => {
  test('are at most four, wherever the new one stands', async () => {
    const chain: PartnerTenant[] = []
    for (let level = 0; level < 5; level++) chain.push(await another())
    for (const [level, tenant] of chain.entries()) {
      const below = chain[level + 1]
      if (below !== undefined) await tenant.supplies(below)
    }
    const [top, bottom, apart] = [chain[0], chain.at(-1), await another()]
    if (top === undefined || bottom === undefined) throw new Error('a chain has ends')
    expect(codeOf(await apart.accept(await bottom.propose(await bottom.account())))).toBe('resale_too_deep')
    expect(codeOf(await top.accept(await apart.propose(await apart.account())))).toBe('resale_too_deep')
  })

  test('never come back to where they began; who asks is told its own part of the way', async () => {
    const [one, two, three] = [await another(), await another(), await another()]
    const { resale } = await one.supplies(two)
    await two.supplies(three)
    const direct = await one.accept(await two.propose(await two.account()))
    expect(codeOf(direct)).toBe('resale_cycle')
    expect(!direct.ok && direct.error.detail).toContain(resale)
    const around = await one.accept(await three.propose(await three.account()))
    expect(codeOf(around)).toBe('resale_cycle')
    expect(!around.ok && around.error.detail).toMatch(new RegExp(`${resale} supplies Sample \\d+, from whom it reaches`))
    const { resale: other } = await two.supplies(await another())
    expect(!around.ok && around.error.detail).not.toContain(other)
    value(await two.write((stores) => endResale(stores, hub.environment, resale)))
    value(await one.accept(await three.propose(await three.account())))
  })

  test('of one tenant are at most ten', async () => {
    const reseller = await another()
    for (let nth = 0; nth < 10; nth++) await (await another()).supplies(reseller)
    expect(codeOf(await reseller.accept(await supplier.propose(await supplier.account())))).toBe('too_many_suppliers')
  })
})

describe('a wholesale offer', () => {
  const order = (account: AccountId, more: object = {}) =>
    supplier.write((stores) => placeOrder(stores, hub.environment, { account, offer: 'grid', mayBackdate: true, ...more }))

  test('is ordered for an account that stands for a reseller, from when they agreed and for all of its devices', async () => {
    const account = await supplier.account()
    expect(codeOf(await order(account))).toBe('invalid_input wholesale_only')
    const code = await supplier.propose(account)
    expect(codeOf(await order(account))).toBe('invalid_input wholesale_only')
    const { id } = value(await (await another()).accept(code))
    const startsAtMs = hub.environment.nowMs() - 1
    const faults = 'invalid_input device_not_found wholesale_device before_resale'
    expect(codeOf(await order(account, { startsAtMs, device: 'dev_01h455vb4pex5vsknk084sn02q' }))).toBe(faults)
    value(await order(account))
    value(await supplier.write((stores) => endResale(stores, hub.environment, id)))
    expect(codeOf(await order(account))).toBe('invalid_input wholesale_only')
  })

  test('ends with its reseller’s account, on both sides', async () => {
    const reseller = await another()
    const { account, resale } = await supplier.supplies(reseller, 'grid')
    const command = { account, ground: 'objected', despite: ['subscription_active'] } as const
    value(await supplier.write((stores) => erasePerson(stores, hub.environment, command)))
    expect(await states(supplier, account)).toEqual([true])
    const kept = await supplier.read(({ resales }) => resales.get(resale))
    expect(kept?.partner?.name).toBe('')
    expect(await reseller.read(({ resales }) => resales.get(resale))).toMatchObject({ endedBy: 'supplier' })
  })
})
