import { usageSchema } from '@octroi/shared/api/invoices'
import type { HubConnection } from '@octroi/shared/client/hub-connection'
import { formatScaled } from '@octroi/shared/money/decimal'
import { parseQuantity } from '@octroi/shared/money/quantity'
import { formatInstant } from '@octroi/shared/time/instant'
import { control } from '../../drivers/control-socket.ts'
import type { ReadMonth } from '../../readings/reading.ts'
import type { Replay } from '../replay.ts'
import type { AgentOnStage } from '../stage.ts'
import type { Teller } from '../teller.ts'
import { until } from '../wait.ts'
import type { Subscriptions } from './beginning.ts'

/** A command of the meter's control socket carries at most this many. */
const readingsAtOnce = 500

export async function replayMonth(
  teller: Teller,
  meter: AgentOnStage,
  household: HubConnection,
  subscriptions: Subscriptions,
  { month, read }: Replay,
): Promise<void> {
  await teller.once('meter', `The meter replays ${month.name}, signed in batches and rated as they arrive`, async () => {
    for (let from = 0; from < read.readings.length; from += readingsAtOnce) {
      const part = read.readings.slice(from, from + readingsAtOnce)
      const readings = part.map(({ startMs, endMs, quantity }) => [startMs, endMs, String(quantity)])
      await control(meter.control, { do: 'read', readings })
    }
    const total = read.readings.reduce((sum, { quantity }) => sum + quantity, 0n)
    const path = `/v1/subscriptions/${subscriptions.household}/usage?period=${month.name}`
    const rated = await until('the rating of every reading', async () => {
      const { items } = await household.get(path, usageSchema)
      const records = items.reduce((sum, item) => sum + item.records, 0)
      return records === read.readings.length ? items : undefined
    })
    const billed = rated.reduce((sum, item) => sum + (parseQuantity(item.quantity) ?? 0n), 0n)
    if (billed !== total) throw new Error(`read ${total} but rated ${billed} (in 1e-9 Wh)`)
    const bands = rated.map(({ band = 'all', quantity, records }) => ({
      band,
      kWh: kilowattHours(parseQuantity(quantity) ?? 0n),
      records,
    }))
    return {
      remember: {},
      lines: [
        `${read.readings.length} readings from ${read.source}, ${kilowattHours(total)} kWh, every one rated`,
        ...told(read),
        ...bands.map(({ band, kWh }) => `${band}: ${kWh} kWh`),
      ],
      facts: {
        source: read.source,
        readings: read.readings.length,
        kWh: kilowattHours(total),
        duplicates: read.duplicates,
        empty: read.empty,
        gaps: read.gaps.map(({ fromMs, untilMs }) => ({ from: formatInstant(fromMs), until: formatInstant(untilMs) })),
        clockChanges: read.clockChanges,
        bands,
      },
    }
  })
}

/** Nothing of the source is passed over in silence. */
function told({ duplicates, empty, gaps, clockChanges }: ReadMonth): readonly string[] {
  const stretches = gaps.map(({ fromMs, untilMs }) => `${formatInstant(fromMs)} to ${formatInstant(untilMs)}`)
  return [
    `repeated rows: ${duplicates} (counted once); rows without a value: ${empty}; gaps: ${gaps.length}; clock changes: ${clockChanges}`,
    ...stretches.map((stretch) => `no reading from ${stretch}`),
  ]
}

function kilowattHours(quantity: bigint): string {
  return formatScaled(quantity, 12)
}
