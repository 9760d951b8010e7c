import { type AddressInfo, createConnection, createServer, type Server, type Socket } from 'node:net'

export interface Target {
  readonly host: string
  readonly port: number
}

/**
 * A TCP proxy that carries all traffic of a device, and can be cut: as when a car drives into an underground car park.
 * Cut, it drops every connection and takes no new one.
 */
export class Tunnel {
  private readonly server: Server
  private readonly sockets = new Set<Socket>()
  private isCut = false
  carriedBytes = 0

  private constructor(target: Target) {
    this.server = createServer((near) => this.join(near, target))
  }

  static async to(target: Target): Promise<Tunnel> {
    const tunnel = new Tunnel(target)
    await new Promise<void>((resolve, reject) => {
      tunnel.server.once('error', reject)
      tunnel.server.listen({ host: '127.0.0.1', port: 0 }, resolve)
    })
    return tunnel
  }

  get address(): string {
    return `127.0.0.1:${(this.server.address() as AddressInfo).port}`
  }

  cut(): void {
    this.isCut = true
    for (const socket of this.sockets) socket.destroy()
  }

  restore(): void {
    this.isCut = false
  }

  async close(): Promise<void> {
    this.cut()
    await new Promise<void>((resolve) => this.server.close(() => resolve()))
  }

  private join(near: Socket, { host, port }: Target): void {
    if (this.isCut) {
      near.destroy()
      return
    }
    const far = createConnection({ host, port })
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      this.sockets.add(from)
      from.on('data', (chunk: Buffer) => {
        this.carriedBytes += chunk.length
      })
      from.on('error', () => from.destroy())
      from.on('close', () => {
        this.sockets.delete(from)
        to.destroy()
      })
    }
    near.pipe(far).pipe(near)
  }
}
