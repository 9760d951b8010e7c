import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { guardedConnection } from './guarded-connection.ts'
import { PacketMeter } from './packet-meter.ts'

/** Before a device is admitted, a CONNECT is all it has to say: ids, a token and a will. */
const strangerBytesAtMost = 2048
/** 1 MiB: a batch of 1,000 of the longest records fits. */
const deviceBytesAtMost = 1024 * 1024
/** Connections of one address that have not been admitted: many devices may come back at once behind one router. */
const strangersPerAddressAtMost = 500

interface Passing {
  readonly address: string
  readonly meter: PacketMeter
  isStranger: boolean
}

/** Who may knock, how loudly, and how often from one address; knows every open connection. */
export class ConnectionGate {
  private readonly connections = new Map<Duplex, Passing>()
  private readonly strangers = new Map<string, number>()

  /** The connection to hand to the broker, or undefined where the address has too many that were not admitted yet. */
  open(socket: Socket): Duplex | undefined {
    const address = socket.remoteAddress ?? ''
    if (this.strangersOf(address) >= strangersPerAddressAtMost) {
      socket.destroy()
      return undefined
    }
    const passing = { address, meter: new PacketMeter(strangerBytesAtMost), isStranger: true }
    const connection = guardedConnection(socket, passing.meter)
    this.connections.set(connection, passing)
    this.count(address, 1)
    connection.once('close', () => {
      this.connections.delete(connection)
      this.recognised(passing)
    })
    return connection
  }

  /** The device is known now, and may send whole batches. */
  admitted(connection: unknown): void {
    const passing = this.connections.get(connection as Duplex)
    if (passing === undefined) return
    passing.meter.maxBytes = deviceBytesAtMost
    this.recognised(passing)
  }

  /** Ends every connection once what was written to it is on its way; one that does not close by then is cut. */
  async endAll(withinMs: number): Promise<void> {
    const closed = [...this.connections.keys()].map(
      (connection) =>
        new Promise<void>((resolve) => {
          connection.once('close', () => resolve())
          connection.end()
        }),
    )
    const cut = setTimeout(() => {
      for (const connection of this.connections.keys()) connection.destroy()
    }, withinMs)
    await Promise.all(closed)
    clearTimeout(cut)
  }

  private recognised(passing: Passing): void {
    if (!passing.isStranger) return
    passing.isStranger = false
    this.count(passing.address, -1)
  }

  private strangersOf(address: string): number {
    return this.strangers.get(address) ?? 0
  }

  private count(address: string, by: number): void {
    const counted = this.strangersOf(address) + by
    if (counted === 0) this.strangers.delete(address)
    else this.strangers.set(address, counted)
  }
}
