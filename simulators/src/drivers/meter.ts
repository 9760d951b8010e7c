import type { Driver, DriverHost } from '@octroi/agent/drivers/driver'
import { z } from 'zod'
import { type ControlSocket, serveControl } from './control-socket.ts'

/** A simulated electricity meter. The clock that makes it read is at the other end of its control socket. */
const optionsSchema = z.object({ control: z.string().min(1) })

const commandSchema = z.object({
  do: z.literal('read'),
  /** Start and end of the interval in milliseconds, and the quantity in 1e-9 Wh as text. */
  readings: z.array(z.tuple([z.number().int(), z.number().int(), z.string().regex(/^-?\d+$/)])).max(1000),
})

/** @public The agent loads this module by its path. */
export function createDriver(options: unknown): Driver {
  const { control: path } = optionsSchema.parse(options)
  let socket: ControlSocket | undefined

  async function handle(host: DriverHost, command: unknown): Promise<{ journalled: number }> {
    const { readings } = commandSchema.parse(command)
    const journalled = await host.observed(
      readings.map(([startMs, endMs, quantity]) => ({
        type: 'reading',
        service: 'energy.supply',
        meter: 'energy',
        startMs,
        endMs,
        quantity: BigInt(quantity),
      })),
    )
    return { journalled }
  }

  return {
    services: { 'energy.supply': [] },
    safetyActions: [],
    start: async (host) => {
      socket = await serveControl(path, (command) => handle(host, command))
    },
    hindrance: () => undefined,
    actuate: () => Promise.resolve({ ok: false, reason: 'unsupported_action' }),
    stop: async () => socket?.close(),
  }
}
