import { type Allotment, allotted } from '@octroi/hub/entitlements/allotment'
import { plannedCeiling } from '@octroi/hub/entitlements/plan-allotment'
import type { DeviceId } from '@octroi/shared/ids/id'
import fc from 'fast-check'
import { expect, test } from 'vitest'

const [quota, perDevice] = [20n, 6n]
const quotaKey = { account: 'acct_1', meter: 'uses' } as const

/** A device that acts by the newest lease it took, and writes down what it does; the hub hears of it when it tells. */
class Device {
  readonly id: DeviceId
  private lease = { seq: 0, ceiling: 0n }
  private counted = 0n
  private readonly journal: ('act' | number)[] = []
  private told = 0

  constructor(index: number) {
    this.id = `dev_${index}`
  }

  take(seq: number, ceiling: bigint): void {
    if (seq <= this.lease.seq) return
    this.lease = { seq, ceiling }
    this.journal.push(seq)
  }

  act(): void {
    if (this.counted >= this.lease.ceiling) return
    this.counted += 1n
    this.journal.push('act')
  }

  /** What is next in its journal, at most so much. */
  tells(atMost: number): readonly ('act' | number)[] {
    const records = this.journal.slice(this.told, this.told + atMost)
    this.told += records.length
    return records
  }

  /** What it may still do, and what it did and has not told. */
  canUse(): bigint {
    const open = this.lease.ceiling - this.counted
    const untold = this.journal.slice(this.told).filter((record) => record === 'act').length
    return (open > 0n ? open : 0n) + BigInt(untold)
  }
}

class Hub {
  used = 0n
  reserved = 0n
  private allotments: readonly Allotment[] = []
  private readonly counted = new Map<DeviceId, bigint>()
  private readonly given: { readonly device: DeviceId; readonly seq: number; readonly ceiling: bigint }[] = []

  left(): bigint {
    return quota - this.used - this.reserved - allotted(this.allotments)
  }

  give(device: DeviceId): void {
    const held = this.allotments.filter((each) => each.device === device)
    const counted = this.counted.get(device) ?? 0n
    const ceiling = plannedCeiling({ perDevice, left: this.left(), counted, held })
    const seq = this.given.length + 1
    this.given.push({ device, seq, ceiling })
    const handed: Allotment = {
      quota: quotaKey,
      device,
      leaseSeq: seq,
      service: 'sample',
      counter: 'performed',
      ceiling,
      counted,
    }
    this.allotments = [...this.allotments, handed]
  }

  /** The next lease hands it nothing: it is suspended, say. What it still holds it holds until it tells of this one. */
  withdraw(device: DeviceId): void {
    this.given.push({ device, seq: this.given.length + 1, ceiling: 0n })
  }

  authorize(): void {
    if (this.left() >= 1n) this.reserved += 1n
  }

  /** What a device tells: what it used is counted, and what older leases handed it comes back. */
  hear(device: DeviceId, records: readonly ('act' | number)[]): void {
    const acts = BigInt(records.filter((record) => record === 'act').length)
    const goesBy = Math.max(0, ...records.filter((record) => record !== 'act'))
    this.used += acts
    this.counted.set(device, (this.counted.get(device) ?? 0n) + acts)
    this.allotments = this.allotments
      .map((each) => (each.device === device ? { ...each, counted: this.counted.get(device) ?? 0n } : each))
      .filter((each) => each.device !== device || each.leaseSeq >= goesBy)
  }

  /** Some lease that was ever given to it, however old: packets are lost and come late. */
  anyLease(device: DeviceId, pick: number): { readonly seq: number; readonly ceiling: bigint } | undefined {
    const own = this.given.filter((each) => each.device === device)
    return own[pick % Math.max(1, own.length)]
  }
}

const step = fc.record({
  device: fc.integer({ min: 0, max: 3 }),
  does: fc.constantFrom('give', 'give', 'withdraw', 'receive', 'receive', 'act', 'act', 'act', 'tell', 'authorize', 'used'),
  pick: fc.nat({ max: 9 }),
})

test('devices together never can use more than there is, whatever leases are lost and whenever they tell', () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 40, maxLength: 160, size: 'max' }), (steps) => {
      const hub = new Hub()
      const devices = [0, 1, 2, 3].map((index) => new Device(index))
      for (const { device: index, does, pick } of steps) {
        const device = devices[index]
        if (device === undefined) continue
        if (does === 'give') hub.give(device.id)
        if (does === 'withdraw') hub.withdraw(device.id)
        if (does === 'receive') {
          const lease = hub.anyLease(device.id, pick)
          if (lease !== undefined) device.take(lease.seq, lease.ceiling)
        }
        if (does === 'act') device.act()
        if (does === 'tell') hub.hear(device.id, device.tells(pick))
        if (does === 'authorize') hub.authorize()
        if (does === 'used' && hub.reserved > 0n) {
          hub.reserved -= 1n
          hub.used += 1n
        }
        const open = devices.reduce((sum, each) => sum + each.canUse(), 0n)
        expect(open + hub.used + hub.reserved <= quota).toBe(true)
        expect(hub.left() >= 0n).toBe(true)
      }
    }),
    { numRuns: 500 },
  )
})

test.each([
  ['the first lease hands out what there may be', { left: 20n, counted: 3n, held: [] }, 9n],
  ['or what is left of the quota', { left: 2n, counted: 3n, held: [] }, 5n],
  ['nothing where nothing is left', { left: 0n, counted: 3n, held: [] }, 3n],
  ['half-used it stays', { left: 20n, counted: 6n, held: [{ leaseSeq: 1, ceiling: 9n }] }, 9n],
  ['more than half-used it is filled up', { left: 20n, counted: 7n, held: [{ leaseSeq: 1, ceiling: 9n }] }, 13n],
  ['with what is left', { left: 1n, counted: 7n, held: [{ leaseSeq: 1, ceiling: 9n }] }, 9n],
  [
    'a greater one it may still go by counts',
    {
      left: 0n,
      counted: 3n,
      held: [
        { leaseSeq: 1, ceiling: 9n },
        { leaseSeq: 2, ceiling: 3n },
      ],
    },
    9n,
  ],
  ['it is lowered where too much was used elsewhere', { left: -4n, counted: 3n, held: [{ leaseSeq: 1, ceiling: 9n }] }, 5n],
] as const)('%s', (_what, facts, expected) => {
  expect(plannedCeiling({ perDevice, ...facts })).toBe(expected)
})
