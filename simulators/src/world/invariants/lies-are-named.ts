import { energy, readingQuantity } from '../field/thing.ts'
import type { Invariant } from './invariant.ts'

export const liesAreNamed: Invariant = {
  name: 'lies are named',
  says: 'What a device lies stands set apart under the name of that lie; of its usage only what its own key signed in its own chain is counted, each reading once.',
  holds: async ({ hub, truth, rogue, business, rivals }) => {
    const { device } = rogue.identity
    const wrong = await hub.storage.read(business.tenant, async ({ journals }) => {
      const unnamed: string[] = []
      for (const lie of truth.misdeeds.lies) {
        const isNamed = (await journals.findQuarantined(device, lie)) !== undefined
        if (!isNamed) unnamed.push(`a lie of ${device} does not stand as ${lie.verdict}`)
      }
      return unnamed
    })
    const path = `/v1/subscriptions/${rivals.rogueSupply}/usage?period=2026-03`
    const { body } = await hub.ask('GET', path, { token: business.operator })
    const [sum] = body.items
    const counted = { records: BigInt(sum?.records ?? 0), quantity: String(sum?.quantity ?? '0') }
    const told = String((counted.records * readingQuantity) / 1_000_000_000n)
    if (counted.quantity !== told) wrong.push(`${counted.quantity} ${energy} were counted of ${told} that ${device} told`)
    if (counted.records > BigInt(rogue.told)) wrong.push(`${counted.records} readings were counted of ${rogue.told}`)
    return wrong
  },
}
