import type { Socket } from 'node:net'
import { Duplex } from 'node:stream'
import type { PacketMeter } from './packet-meter.ts'

/** A socket that ends itself when the other side announces a packet that is too long, before any of it is buffered. */
export function guardedConnection(socket: Socket, meter: PacketMeter): Duplex {
  const guarded = new Duplex({
    read: () => socket.resume(),
    write: (chunk: Buffer, _encoding, done) => {
      socket.write(chunk, done)
    },
    final: (done) => {
      socket.end(done)
    },
    destroy: (error, done) => {
      socket.destroy()
      done(error)
    },
  })
  socket.on('data', (chunk: Buffer) => {
    if (!meter.accept(chunk)) guarded.destroy()
    else if (!guarded.push(chunk)) socket.pause()
  })
  socket.on('end', () => guarded.push(null))
  socket.on('error', () => guarded.destroy())
  socket.on('close', () => guarded.destroy())
  return guarded
}
