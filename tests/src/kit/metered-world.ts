import { placeOrder } from '@octroi/hub/orders/place-order.use-case'
import type { SubscriptionId } from '@octroi/shared/ids/id'
import { type Month, monthNamed } from '@octroi/shared/time/month'
import type { Zone } from '@octroi/shared/time/zone'
import { recordsPerBatchAtMost } from '@octroi/shared/wire/messages/journal'
import { profileMonth } from '@octroi/simulators/readings/profile'
import { value } from './hub-at-rest.ts'
import type { Written } from './journal-writer.ts'
import { openingCatalogue } from './opening-catalogue.ts'
import { OpeningWorld } from './opening-world.ts'
import { energyReading } from './sample-records.ts'

/** Peak and off-peak energy beside what the opening world offers. */
const bandedCatalogue = `${openingCatalogue}  household:
    name: Household
    currency: GBP
    prices:
      energy:
        model: per_unit
        name: Electricity
        meter: import
        bands:
          - { name: peak, unitPrice: "0.0003", when: [{ days: [mon, tue, wed, thu, fri], from: "16:00", until: "19:00" }] }
          - { name: off-peak, unitPrice: "0.0002" }
`

export const london = 'Europe/London' as Zone

/** A household in London whose meter tells half hours, and the subscription that counts them. */
export class MeteredWorld {
  readonly world: OpeningWorld
  readonly subscription: SubscriptionId

  private constructor(world: OpeningWorld, subscription: SubscriptionId) {
    this.world = world
    this.subscription = subscription
  }

  static async open(): Promise<MeteredWorld> {
    const world = await OpeningWorld.open()
    const { hub, owner: account } = world
    await hub.catalogue(bandedCatalogue)
    const order = { account, offer: 'household', startsAtMs: Date.parse('2010-01-01T00:00:00Z'), mayBackdate: true }
    const { subscription } = value(await hub.write((stores) => placeOrder(stores, hub.environment, order)))
    return new MeteredWorld(world, subscription.id)
  }

  /** The batches that tell a made-up household's months, in their order. */
  write(...months: readonly string[]): readonly Written[] {
    const readings = months.flatMap((name) => profileMonth(monthNamed(london, name) as Month, london).readings)
    const { journal } = this.world.car
    return Array.from({ length: Math.ceil(readings.length / recordsPerBatchAtMost) }, (_, index) => {
      const part = readings.slice(index * recordsPerBatchAtMost, (index + 1) * recordsPerBatchAtMost)
      return journal.batch(...part.map(({ startMs, endMs, quantity }) => energyReading(startMs, endMs, quantity)))
    })
  }

  async takeIn(batches: readonly Written[]): Promise<void> {
    for (const { envelope } of batches) {
      const taken = await this.world.ingest(envelope)
      if (taken?.verdict !== 'accepted') throw new Error(`a batch was not accepted but ${taken?.verdict}`)
    }
  }

  close(): Promise<void> {
    return this.world.close()
  }
}
