import type { AccountId, DeviceId, TenantId } from '@octroi/shared/ids/id'
import type { DeviceAddress } from '@octroi/shared/wire/topics'
import { giveLease } from '../authorizations/give-lease.use-case.ts'
import type { Environment } from '../environment.ts'
import { everyOf, type PageRequest } from '../page.ts'
import type { Storage } from '../stores.ts'
import type { Step, Tracing } from '../tracing.ts'
import type { DeviceBroker } from './device-broker.ts'

export interface LeaseKeeping {
  readonly storage: Storage
  readonly environment: Environment
  readonly tracing: Tracing
  readonly broker: () => DeviceBroker
  readonly onDefect: (error: unknown, device: DeviceAddress) => void
}

/** A connected device, and when to look again whether its lease still says what it should. */
interface Kept {
  readonly address: DeviceAddress
  readonly lookAtMs: number
  /** By a clock that may be set back: then what was planned by it counts no more. */
  readonly lookedAtMs: number
  /** The number of the lease it was told last. */
  readonly told: number
}

/** Devices that are looked after in one round; the others come in the next. */
const atOnce = 100
const devicesPerPage = 200

/** Every device of an account. */
export async function devicesOf(storage: Storage, tenant: TenantId, account: AccountId): Promise<readonly DeviceId[]> {
  const found: DeviceId[] = []
  const list = (page: PageRequest) => storage.read(tenant, ({ devices }) => devices.list(page, account))
  for await (const { id } of everyOf(list, devicesPerPage)) found.push(id)
  return found
}

/** After a look that failed, and at the earliest after one that did not. */
const lookAgainMs = 60_000

/**
 * Sees to it that connected devices hold the lease they should: a new one when what it rests on has changed, and before
 * the old one ends. A device that is not connected gets it as its next session opens.
 */
export class LeaseKeeper {
  private readonly keeping: LeaseKeeping
  private readonly kept = new Map<DeviceId, Kept>()

  constructor(keeping: LeaseKeeping) {
    this.keeping = keeping
  }

  /** The device listens. What has changed since its session was answered it hears now. */
  connected(address: DeviceAddress): void {
    this.kept.set(address.device, { address, lookAtMs: 0, lookedAtMs: 0, told: 0 })
  }

  changed(tenant: TenantId, devices: readonly DeviceId[]): void {
    for (const device of devices) {
      const kept = this.kept.get(device)
      if (kept?.address.tenant === tenant) this.kept.set(device, { ...kept, lookAtMs: 0 })
    }
  }

  /** Looks after every device that it is time for. */
  async round(): Promise<void> {
    const nowMs = this.keeping.environment.nowMs()
    const due = [...this.kept.values()].filter(({ lookAtMs, lookedAtMs }) => lookAtMs <= nowMs || nowMs < lookedAtMs)
    const { tracing } = this.keeping
    const about = { kind: 'internal', facts: { 'octroi.lease.result': 'none' } } as const
    const look = (kept: Kept) => tracing.step('look after lease', about, (step) => this.look(kept, step))
    await Promise.all(due.slice(0, atOnce).map(look))
  }

  private async look(kept: Kept, step: Step): Promise<void> {
    const { storage, environment, broker, onDefect } = this.keeping
    const { address, told } = kept
    const { tenant, device } = address
    const lookedAtMs = environment.nowMs()
    const later: Kept = { ...kept, lookedAtMs, lookAtMs: lookedAtMs + lookAgainMs }
    this.kept.set(device, later)
    try {
      const given = await storage.transaction(tenant, (stores) => giveLease(stores, environment, device))
      // Nothing to look after until something changes.
      if (given === undefined) return this.note(later, { ...later, lookAtMs: Number.MAX_SAFE_INTEGER })
      const { leaseSeq } = given.lease
      const isNews = leaseSeq !== told
      const isHere = !isNews || (await broker().publish(address, 'cmd', given.signed))
      step.note({ 'octroi.lease.result': !isNews ? 'unchanged' : isHere ? 'told' : 'not_connected' })
      this.note(
        later,
        isHere
          ? { address, told: leaseSeq, lookedAtMs, lookAtMs: Math.max(given.lookAtMs, environment.nowMs() + 1000) }
          : undefined,
      )
    } catch (error) {
      step.failed(error)
      onDefect(error, address)
    }
  }

  /** What changed while the device was told is looked at in the next round, so it is not overwritten. */
  private note(looked: Kept, next: Kept | undefined): void {
    const { device } = looked.address
    if (this.kept.get(device) !== looked) return
    if (next === undefined) this.kept.delete(device)
    else this.kept.set(device, next)
  }
}
