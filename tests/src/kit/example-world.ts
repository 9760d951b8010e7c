import { readFileSync } from 'node:fs'
import type { Catalogue } from '@octroi/hub/catalogue/catalogue'
import { promotedDrafts } from '@octroi/hub/invoicing/promoted-drafts.use-case'
import { placeOrder } from '@octroi/hub/orders/place-order.use-case'
import { ingestBatch } from '@octroi/hub/usage/ingest-batch.use-case'
import { receiveBatch } from '@octroi/hub/usage/received-batch'
import type { AccountId } from '@octroi/shared/ids/id'
import { formatAmount } from '@octroi/shared/money/amount'
import { oneUnit } from '@octroi/shared/money/quantity'
import { localInstant, type Zone } from '@octroi/shared/time/zone'
import { recordsPerBatchAtMost } from '@octroi/shared/wire/messages/journal'
import { type EnrolledThing, enrolThing } from './enrolled-thing.ts'
import { HubAtRest, value } from './hub-at-rest.ts'
import type { DraftRecord } from './journal-writer.ts'

export const paris = 'Europe/Paris' as Zone

/** An instant of Paris, `2026-10-05T09:00`. */
function inParis(text: string): number {
  const ms = localInstant(paris, text)
  if (ms === undefined) throw new Error(`${text} is no local time`)
  return ms
}

/** A hub that has published one of the example catalogues, and things that tell of their use of it. */
export class ExampleWorld {
  readonly hub: HubAtRest
  /** The catalogue as it is written. */
  readonly source: string
  private readonly services: Catalogue['services']

  private constructor(hub: HubAtRest, source: string, services: Catalogue['services']) {
    this.hub = hub
    this.source = source
    this.services = services
  }

  /** At an instant by which everything told has happened. */
  static async open(example: string, at: string): Promise<ExampleWorld> {
    const source = readFileSync(new URL(`../../../docs/examples/${example}.yaml`, import.meta.url), 'utf8')
    const hub = await HubAtRest.open(at)
    await hub.catalogue(source)
    const version = await hub.read(({ catalogue }) => catalogue.latest())
    return new ExampleWorld(hub, source, version?.catalogue.services ?? {})
  }

  account(): Promise<AccountId> {
    return this.hub.account(paris)
  }

  /** A thing that can do all that the catalogue knows. */
  thing(owner: AccountId): Promise<EnrolledThing> {
    const services = Object.fromEntries(Object.entries(this.services).map(([key, { actions }]) => [key, actions]))
    return enrolThing(this.hub, { owner, label: 'Sample', services })
  }

  async order(account: AccountId, offer: string, from: string, coupon?: string): Promise<void> {
    const more = coupon === undefined ? {} : { coupon }
    const order = { account, offer, startsAtMs: inParis(from), mayBackdate: true, ...more }
    value(await this.hub.write((stores) => placeOrder(stores, this.hub.environment, order)))
  }

  /** A reading of an interval in Paris, in whole units of its meter. */
  reading(service: string, meter: string, [start, end, units = 0]: readonly [string, string, number?]): DraftRecord {
    const body = {
      meter,
      start: inParis(start),
      end: inParis(end),
      quantity: BigInt(Math.round(units * 1e6)) * (oneUnit / 1_000_000n),
    }
    return { time: this.hub.environment.nowMs(), timeState: 'synced', service, type: 'reading', body }
  }

  performed(service: string, action: string, at: string): DraftRecord {
    return { time: inParis(at), timeState: 'synced', service, type: 'performed', body: { action } }
  }

  /** Signs what a thing tells in batches, and has the hub take them in. */
  async tell({ device, keys, journal }: EnrolledThing, records: readonly DraftRecord[]): Promise<void> {
    for (let first = 0; first < records.length; first += recordsPerBatchAtMost) {
      const { envelope } = journal.batch(...records.slice(first, first + recordsPerBatchAtMost))
      const { environment } = this.hub
      const came = { device, bytes: envelope, receivedAtMs: environment.nowMs() }
      const received = receiveBatch(environment.crypto, came, [keys.publicKey])
      const taken = await this.hub.write((stores) => ingestBatch(stores, environment, received))
      if (taken?.verdict !== 'accepted') throw new Error(`a batch was not accepted but ${taken?.verdict}`)
    }
  }

  /** The lines of all drafts of an account for a month, and what each draft comes to. */
  bill(account: AccountId, month: string): Promise<readonly string[]> {
    return this.billIn(this.hub, account, month)
  }

  /** The same of an account of another tenant. */
  async billIn(tenant: Pick<HubAtRest, 'read'>, account: AccountId, month: string): Promise<readonly string[]> {
    const drafts = value(await tenant.read((stores) => promotedDrafts(stores, this.hub.environment, { account, month })))
    return drafts.flatMap(({ offerName, lines, total }) => [
      ...lines.map(({ name, band, amount }) => `${name}${band === undefined ? '' : `, ${band}`} ${formatAmount(amount)}`),
      `${offerName}: ${formatAmount(total)} ${total.currency}`,
    ])
  }

  close(): Promise<void> {
    return this.hub.close()
  }
}
