import { rm } from 'node:fs/promises'
import { createConnection, createServer, type Socket } from 'node:net'
import { createInterface } from 'node:readline'

/**
 * The hand, the key and the clock that act on a simulated thing: one JSON object a line in, one a line out, over a Unix
 * socket that only its owner may open. The agent knows nothing of it.
 */
export interface ControlSocket {
  close(): Promise<void>
}

export async function serveControl(path: string, handle: (command: unknown) => Promise<unknown>): Promise<ControlSocket> {
  await rm(path, { force: true })
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    socket.on('error', () => socket.destroy())
    const lines = createInterface({ input: socket })
    lines.on('error', () => socket.destroy())
    lines.on('line', (line) => {
      void reply(line, handle).then((answer) => socket.write(`${JSON.stringify(answer)}\n`))
    })
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(path, resolve)
  })
  return {
    close: async () => {
      for (const socket of sockets) socket.destroy()
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
}

async function reply(line: string, handle: (command: unknown) => Promise<unknown>): Promise<unknown> {
  try {
    return { ok: true, value: await handle(JSON.parse(line)) }
  } catch (error) {
    return { ok: false, error: error instanceof Error ? error.message : String(error) }
  }
}

/** Sends one command and returns what the thing answered; rejects where it could not. */
export async function control(path: string, command: unknown): Promise<unknown> {
  const socket = createConnection(path)
  try {
    const line = await new Promise<string>((resolve, reject) => {
      socket.once('error', reject)
      // A thing that dies in between breaks the line, which the reader of lines tells apart from the socket.
      createInterface({ input: socket })
        .once('line', resolve)
        .once('error', reject)
        .once('close', () => reject(new Error('no answer')))
      socket.write(`${JSON.stringify(command)}\n`)
    })
    const answer = JSON.parse(line) as { ok: boolean; value?: unknown; error?: string }
    if (!answer.ok) throw new Error(answer.error ?? 'refused')
    return answer.value
  } finally {
    socket.destroy()
  }
}
