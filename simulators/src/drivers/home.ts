import type { Actuation, Driver, DriverHost, Requested, ServiceAction } from '@octroi/agent/drivers/driver'
import { z } from 'zod'
import { type ControlSocket, serveControl } from './control-socket.ts'

/**
 * A simulated home controller: an alarm that guards, and scenes (lights, shutters) that run. Its panel is at the other end
 * of its control socket; whoever presses a button there stands inside.
 */
const optionsSchema = z.object({ control: z.string().min(1) })

const instantMs = z.number().int().min(0)
const commandSchema = z.discriminatedUnion('do', [
  z.object({ do: z.literal('press'), button: z.enum(['arm', 'disarm', 'scene']) }),
  z.object({ do: z.literal('break_in') }),
  z.object({ do: z.literal('end_alarm') }),
  /** Nights it has guarded, as its own memory has them: from and until in milliseconds. */
  z.object({ do: z.literal('tell_guarded'), nights: z.array(z.tuple([instantMs, instantMs])).max(1000) }),
])

const alarm = 'home.alarm'
const scenes = 'home.scenes'
const buttons: Readonly<Record<'arm' | 'disarm' | 'scene', ServiceAction>> = {
  arm: { service: alarm, action: 'arm' },
  disarm: { service: alarm, action: 'disarm' },
  scene: { service: scenes, action: 'run' },
}

interface Home {
  readonly armed: boolean
  readonly sounding: boolean
  readonly scenesRun: number
}

/** @public The agent loads this module by its path. */
export function createDriver(options: unknown): Driver {
  const { control: path } = optionsSchema.parse(options)
  let socket: ControlSocket | undefined
  let home: Home = { armed: false, sounding: false, scenesRun: 0 }

  async function handle(host: DriverHost, command: unknown): Promise<Home & { asked?: Requested; journalled?: number }> {
    const parsed = commandSchema.parse(command)
    switch (parsed.do) {
      case 'press':
        return { asked: await host.requested(buttons[parsed.button]), ...home }
      case 'tell_guarded':
        return { journalled: await host.observed(parsed.nights.map(guarded)), ...home }
      case 'break_in':
        home = { ...home, sounding: home.armed }
        return home
      case 'end_alarm':
        home = { ...home, sounding: false }
        // Told afterwards; it is quiet whether or not there is room to write it down.
        await host.observed([{ type: 'safety_action', service: alarm, action: 'end_alarm' }]).catch(() => undefined)
        return home
    }
  }

  return {
    services: { [alarm]: ['arm', 'disarm'], [scenes]: ['run'] },
    momentary: Object.values(buttons),
    safetyActions: [{ service: alarm, action: 'end_alarm', description: 'The button inside silences the siren, always.' }],
    start: async (host) => {
      socket = await serveControl(path, (command) => handle(host, command))
    },
    hindrance: () => undefined,
    actuate: ({ service, action }): Promise<Actuation> => {
      if (service === scenes) home = { ...home, scenesRun: home.scenesRun + 1 }
      else home = { ...home, armed: action === 'arm' }
      return Promise.resolve({ ok: true })
    },
    stop: async () => socket?.close(),
  }
}

/** Seconds of guard, in 1e-9. */
function guarded([startMs, endMs]: readonly [number, number]) {
  const quantity = BigInt(endMs - startMs) * 1_000_000n
  return { type: 'reading', service: alarm, meter: 'guard', startMs, endMs, quantity } as const
}
