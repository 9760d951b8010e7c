import { type AddressInfo, createConnection, createServer, type Server, type Socket } from 'node:net'
import type { Dial } from '@octroi/agent/uplink/hub-client'

/** What carries a device's traffic to one port, and can be cut: as when a car drives underground. */
export class CuttableLine {
  private readonly server: Server
  private readonly sockets = new Set<Socket>()
  private isCut = false

  private constructor(port: number) {
    this.server = createServer((near) => this.join(near, port))
  }

  static async to(port: number): Promise<CuttableLine> {
    const line = new CuttableLine(port)
    await new Promise<void>((resolve) => line.server.listen({ host: '127.0.0.1', port: 0 }, resolve))
    return line
  }

  get dial(): Dial {
    return { host: '127.0.0.1', port: (this.server.address() as AddressInfo).port }
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
    await new Promise((resolve) => this.server.close(resolve))
  }

  private join(near: Socket, port: number): void {
    if (this.isCut) {
      near.destroy()
      return
    }
    const far = createConnection({ host: '127.0.0.1', port })
    for (const socket of [near, far]) {
      this.sockets.add(socket)
      socket.on('error', () => socket.destroy())
      socket.on('close', () => {
        this.sockets.delete(socket)
        near.destroy()
        far.destroy()
      })
    }
    near.pipe(far).pipe(near)
  }
}
