import type { AddressInfo } from 'node:net'
import { createConnection, createServer, type Server, type Socket } from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { Tunnel } from './tunnel.ts'

let server: Server
let tunnel: Tunnel

beforeEach(async () => {
  server = createServer((socket) => socket.on('error', () => undefined).pipe(socket))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  tunnel = await Tunnel.to({ host: '127.0.0.1', port: (server.address() as AddressInfo).port })
})
afterEach(async () => {
  await tunnel.close()
  await new Promise((resolve) => server.close(resolve))
})

function dial(): Socket {
  const [host = '', port] = tunnel.address.split(':')
  return createConnection({ host, port: Number(port) }).on('error', () => undefined)
}

const answer = (socket: Socket): Promise<string> =>
  new Promise((resolve) => socket.once('data', (chunk) => resolve(String(chunk))))
const ended = (socket: Socket): Promise<void> => new Promise((resolve) => socket.once('close', () => resolve()))

test('carries traffic both ways, and counts it', async () => {
  const socket = dial()
  socket.write('hello')
  expect(await answer(socket)).toBe('hello')
  expect(tunnel.carriedBytes).toBe(10)
  socket.destroy()
})

test('cut, it drops what is open and takes nothing new; restored, it carries again', async () => {
  const open = dial()
  open.write('x')
  await answer(open)
  const dropped = ended(open)
  tunnel.cut()
  await dropped
  await ended(dial())
  tunnel.restore()
  const again = dial()
  again.write('back')
  expect(await answer(again)).toBe('back')
  again.destroy()
})
