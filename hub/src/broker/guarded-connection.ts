import type { Socket } from 'node:net'
import { Duplex } from 'node:stream'
import { PacketMeter } from './packet-meter.ts'

/** 1 MiB: a batch of 1,000 of the longest records fits. */
const packetBytesAtMost = 1024 * 1024

/** A socket that ends itself when the other side announces a packet that is too long, before any of it is buffered. */
export function guardedConnection(socket: Socket, maxBytes = packetBytesAtMost): Duplex {
  const meter = new PacketMeter(maxBytes)
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
