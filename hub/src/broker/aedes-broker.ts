import { createServer, type Server, type Socket } from 'node:net'
import { createServer as createTlsServer } from 'node:tls'
import { deviceChannels, readTopic, topicOf } from '@octroi/shared/wire/topics'
import { Aedes, type Client, type PublishPacket } from 'aedes'
import { type ListenAddress, listen } from '../listen.ts'
import { Admissions } from './admissions.ts'
import { BacklogRoom } from './backlog-room.ts'
import { ConnectionGate } from './connection-gate.ts'
import type { AdmittedDevice, BrokerHooks, DeviceBroker } from './device-broker.ts'
import { Exchanges } from './exchanges.ts'

export interface AedesOptions {
  readonly address: ListenAddress
  readonly hooks: BrokerHooks
  readonly nowMs: () => number
  /** Undefined: plain MQTT. */
  readonly tls: Tls | undefined
}

/** What a TLS server needs: certificate and key in PEM. */
export interface Tls {
  readonly cert: string
  readonly key: string
  readonly minVersion: 'TLSv1.2'
}

const connectionsAtMost = 10_000
const connectTimeoutMs = 10_000
const stateBytesAtMost = 1024
/** How long the end waits for batches that are being taken in and their receipts, and then for connections to close. */
const [receiptsWithinMs, closedWithinMs] = [2000, 1000]

/** The embedded broker: one process, in memory. What devices must get is kept by the hub's outbox, not here. */
export async function startAedesBroker({ address, hooks, nowMs, tls }: AedesOptions): Promise<DeviceBroker> {
  const admissions = new Admissions(nowMs)
  const gate = new ConnectionGate()
  const exchanges = new Exchanges()
  const receive = receiving(hooks, exchanges)
  const broker = await Aedes.createBroker({
    connectTimeout: connectTimeoutMs,
    authenticate: (client, username, password, done) => {
      const connect = { clientId: client.id, username: username ?? '', password: password?.toString('utf8') ?? '' }
      hooks.admit(connect).then(
        (device) => {
          if (device !== undefined) {
            admissions.keep(client, device)
            gate.admitted(client.conn)
          }
          done(null, device !== undefined)
        },
        () => done(null, false),
      )
    },
    authorizePublish: (client, packet, done) => {
      const device = admissions.deviceOf(client)
      if (device === undefined) return done(new Error('not admitted'))
      const refusal = refusalOf(device, packet)
      if (refusal !== undefined) {
        hooks.onMisuse(device, refusal)
        return done(new Error(refusal))
      }
      receive(device, packet).then(() => done(null), done)
    },
    authorizeSubscribe: (client, subscription, done) => {
      const device = admissions.deviceOf(client)
      const mayHear = device !== undefined && isOwn(device, subscription.topic)
      if (device !== undefined && !mayHear) hooks.onMisuse(device, `subscribed to ${subscription.topic.slice(0, 200)}`)
      done(null, mayHear ? subscription : null)
    },
  })
  broker.on('clientDisconnect', (client) => admissions.forget(client))
  broker.on('subscribe', (subscriptions, client) => {
    const device = admissions.deviceOf(client)
    const isListening = subscriptions.some(({ topic }) => readTopic(topic)?.channel === 'rev')
    if (device !== undefined && isListening) hooks.onListening(device)
  })
  // What a connection did wrong ends it; nobody else has to hear of it.
  broker.on('clientError', () => undefined)
  broker.on('connectionError', () => undefined)
  const server = serverFor(tls, (socket) => {
    const connection = gate.open(socket)
    if (connection !== undefined) broker.handle(connection)
  })
  const listening = await listen(server, address)

  return {
    listening,
    publish: (to, channel, payload) => {
      const client = admissions.clientOf(to)
      return client === undefined ? Promise.resolve(false) : exchanges.tell(tell(client, topicOf(to, channel), payload))
    },
    connected: () => admissions.count,
    isConnected: (device) => admissions.clientOf(device) !== undefined,
    sessionOf: (device) => admissions.sessionOf(device),
    devicesOf: (tenant) => admissions.devicesOf(tenant),
    disconnect: (device) => admissions.clientOf(device)?.close(),
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      await exchanges.end(receiptsWithinMs)
      await gate.endAll(closedWithinMs)
      await new Promise<void>((resolve) => broker.close(resolve))
      await closed
    },
  }
}

function serverFor(tls: Tls | undefined, onSocket: (socket: Socket) => void): Server {
  const server =
    tls === undefined ? createServer({ noDelay: true }, onSocket) : createTlsServer({ ...tls, noDelay: true }, onSocket)
  // A handshake that fails is the stranger's own affair.
  server.on('tlsClientError', (_error: Error, socket: Socket) => socket.destroy())
  server.maxConnections = connectionsAtMost
  return server
}

/** Whether it was written to the device's connection, once it was. */
function tell(client: Client, topic: string, payload: Uint8Array): Promise<boolean> {
  const packet = { cmd: 'publish', topic, payload: Buffer.from(payload), qos: 1, retain: false, dup: false }
  return new Promise((resolve) =>
    client.publish(packet as PublishPacket, (error) => resolve(error === undefined || error === null)),
  )
}

/** Takes in a device's packet; resolves when its next one may be read. */
function receiving(hooks: BrokerHooks, exchanges: Exchanges) {
  const room = new BacklogRoom()
  return (device: AdmittedDevice, packet: PublishPacket): Promise<void> => {
    // Never answered once the hub ends: what was not taken in is sent again, to whoever comes next.
    const taken = exchanges.receive(() => takeIn(hooks, device, packet))
    const isBacklog = readTopic(packet.topic)?.channel === 'backlog'
    return isBacklog ? room.enter(device.device, packet.payload.length, taken) : taken
  }
}

async function takeIn(hooks: BrokerHooks, device: AdmittedDevice, packet: PublishPacket): Promise<void> {
  const channel = readTopic(packet.topic)?.channel
  if (channel !== 'state') packet.retain = false
  if (channel === 'up' || channel === 'backlog') await hooks.onBatch(device, channel, toBytes(packet.payload))
}

/** Why a device's packet ends its connection, or undefined. What is merely bad is taken in and quarantined instead. */
function refusalOf(device: AdmittedDevice, { topic, payload }: PublishPacket): string | undefined {
  const channel = deviceChannels.find((candidate) => candidate === readTopic(topic)?.channel)
  if (!isOwn(device, topic) || channel === undefined) return `published to ${topic.slice(0, 200)}`
  return channel === 'state' && payload.length > stateBytesAtMost ? 'published too long a state' : undefined
}

function isOwn(device: AdmittedDevice, topic: string): boolean {
  const address = readTopic(topic)
  return address?.device === device.device && address.tenant === device.tenant
}

function toBytes(payload: string | Buffer): Uint8Array {
  const buffer = typeof payload === 'string' ? Buffer.from(payload) : payload
  return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength)
}
