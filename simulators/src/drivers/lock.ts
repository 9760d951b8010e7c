import { readFile, writeFile } from 'node:fs/promises'
import type { Actuation, Driver, DriverHost } from '@octroi/agent/drivers/driver'
import { z } from 'zod'
import { type ControlSocket, serveControl } from './control-socket.ts'

/** A simulated trunk lock. The courier closes the lid, and the driver sets off, through its control socket. */
const optionsSchema = z.object({
  control: z.string().min(1),
  /** Where the lid stands, kept over a loss of power as a real lid's position is. */
  position: z.string().min(1).optional(),
})

const commandSchema = z.discriminatedUnion('do', [
  z.object({ do: z.literal('close') }),
  z.object({ do: z.literal('release_from_inside') }),
  z.object({ do: z.literal('drive'), moving: z.boolean() }),
])

const service = 'trunk.access'
/** How long the latch takes to move. */
const latchMs = 30

/** @public The agent loads this module by its path. */
export function createDriver(options: unknown): Driver {
  const { control: path, position } = optionsSchema.parse(options)
  let host: DriverHost | undefined
  let socket: ControlSocket | undefined
  let isOpen = false
  let isMoving = false

  async function lidIs(nowOpen: boolean): Promise<void> {
    isOpen = nowOpen
    if (position !== undefined) await writeFile(position, nowOpen ? 'open' : 'secured')
  }

  async function open(): Promise<void> {
    await lidIs(true)
    await host?.observed([{ type: 'opened', service }])
  }

  async function close(): Promise<void> {
    if (!isOpen) return
    await lidIs(false)
    await host?.observed([{ type: 'closed', service }])
    await pause(latchMs)
    await host?.observed([{ type: 'secured', service }])
  }

  async function handle(command: unknown): Promise<{ open: boolean; moving: boolean }> {
    const parsed = commandSchema.parse(command)
    if (parsed.do === 'close') await close()
    else if (parsed.do === 'drive') isMoving = parsed.moving
    else {
      await lidIs(true)
      // Told afterwards; a full journal keeps nobody locked in, and the agent tells it late.
      await host?.observed([{ type: 'safety_action', service, action: 'release_from_inside' }]).catch(() => undefined)
    }
    return { open: isOpen, moving: isMoving }
  }

  return {
    services: { [service]: ['open'] },
    keypad: [{ service, action: 'open' }],
    safetyActions: [{ service, action: 'release_from_inside', description: 'The glowing handle inside opens the lid, always.' }],
    start: async (given) => {
      host = given
      isOpen = position !== undefined && (await readIfThere(position)) === 'open'
      await host.observed([{ type: 'found', service, position: isOpen ? 'open' : 'secured' }])
      socket = await serveControl(path, handle)
    },
    hindrance: () => (isMoving ? 'not_ready' : undefined),
    actuate: async ({ action }): Promise<Actuation> => {
      if (action !== 'open') return { ok: false, reason: 'unsupported_action' }
      await pause(latchMs)
      // The sensor reports after the latch has moved, as a real one does.
      setTimeout(() => void open(), latchMs)
      return { ok: true }
    },
    stop: async () => socket?.close(),
  }
}

async function readIfThere(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch(() => undefined)
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
