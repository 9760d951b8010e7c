import { createServer, type Socket } from 'node:net'
import { deviceChannels, readTopic, topicOf } from '@octroi/shared/wire/topics'
import { Aedes, type AuthenticateError, type Client, type PublishPacket } from 'aedes'
import { type ListenAddress, listen } from '../listen.ts'
import type { AdmittedDevice, BrokerHooks, DeviceBroker } from './device-broker.ts'
import { guardedConnection } from './guarded-connection.ts'

export interface AedesOptions {
  readonly address: ListenAddress
  readonly hooks: BrokerHooks
  readonly nowMs: () => number
}

const connectionsAtMost = 10_000
const connectTimeoutMs = 10_000
const stateBytesAtMost = 1024
/** The longest wait a timer can hold; a longer session is checked again then. */
const timerAtMostMs = 2 ** 31 - 1

/** The embedded broker: one process, in memory. What devices must get is kept by the hub's outbox, not here. */
export async function startAedesBroker({ address, hooks, nowMs }: AedesOptions): Promise<DeviceBroker> {
  const admitted = new Map<string, AdmittedDevice & { readonly client: Client }>()
  const broker = await Aedes.createBroker({
    connectTimeout: connectTimeoutMs,
    authenticate: (client, username, password, done) => {
      const connect = { clientId: client.id, username: username ?? '', password: password?.toString('utf8') ?? '' }
      hooks.admit(connect).then(
        (device) => {
          if (device === undefined) return done(notAuthorized(), false)
          keep(client, device)
          done(null, true)
        },
        () => done(notAuthorized(), false),
      )
    },
    authorizePublish: (client, packet, done) => {
      const device = client === null ? undefined : admitted.get(client.id)
      if (device === undefined) return done(new Error('not admitted'))
      const refusal = refusalOf(device, packet)
      if (refusal !== undefined) {
        hooks.onMisuse(device, refusal)
        return done(new Error(refusal))
      }
      takeIn(device, packet).then(() => done(null), done)
    },
    authorizeSubscribe: (client, subscription, done) => {
      const device = admitted.get(client.id)
      const topic = readTopic(subscription.topic)
      const isOwn = device !== undefined && topic?.device === device.device && topic.tenant === device.tenant
      if (device !== undefined && !isOwn) hooks.onMisuse(device, `subscribed to ${subscription.topic.slice(0, 200)}`)
      done(null, isOwn ? subscription : null)
    },
  })
  broker.on('clientDisconnect', (client) => {
    if (admitted.get(client.id)?.client === client) admitted.delete(client.id)
  })

  function keep(client: Client, device: AdmittedDevice): void {
    admitted.set(client.id, { ...device, client })
    const endWhenExpired = (): void => {
      if (client.closed) return
      const leftMs = device.expiresAtMs - nowMs()
      if (leftMs <= 0) client.close()
      else setTimeout(endWhenExpired, Math.min(leftMs, timerAtMostMs)).unref()
    }
    endWhenExpired()
  }

  async function takeIn(device: AdmittedDevice, packet: PublishPacket): Promise<void> {
    const channel = readTopic(packet.topic)?.channel
    if (channel !== 'state') packet.retain = false
    if (channel === 'up' || channel === 'backlog') await hooks.onBatch(device, toBytes(packet.payload))
  }

  const server = createServer({ noDelay: true }, (socket: Socket) => broker.handle(guardedConnection(socket)))
  server.maxConnections = connectionsAtMost
  const listening = await listen(server, address)

  return {
    listening,
    publish: (to, channel, payload) => {
      const client = admitted.get(to.device)?.client
      if (client === undefined) return Promise.resolve(false)
      const packet = {
        cmd: 'publish',
        topic: topicOf(to, channel),
        payload: Buffer.from(payload),
        qos: 1,
        retain: false,
        dup: false,
      }
      return new Promise((resolve) =>
        client.publish(packet as PublishPacket, (error) => resolve(error === undefined || error === null)),
      )
    },
    disconnect: ({ device }) => admitted.get(device)?.client.close(),
    close: async () => {
      await new Promise<void>((resolve) => broker.close(resolve))
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
}

/** Why a device's packet ends its connection, or undefined. What is merely bad is taken in and quarantined instead. */
function refusalOf(device: AdmittedDevice, { topic, payload }: PublishPacket): string | undefined {
  const to = readTopic(topic)
  const isOwn = to?.device === device.device && to.tenant === device.tenant
  if (!isOwn || !deviceChannels.some((channel) => channel === to.channel)) return `published to ${topic.slice(0, 200)}`
  return to.channel === 'state' && payload.length > stateBytesAtMost ? 'published too long a state' : undefined
}

function toBytes(payload: string | Buffer): Uint8Array {
  const buffer = typeof payload === 'string' ? Buffer.from(payload) : payload
  return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength)
}

/** MQTT 3.1.1, 3.2.2.3 */
const notAuthorizedCode = 5 as AuthenticateError['returnCode']

function notAuthorized(): AuthenticateError {
  return Object.assign(new Error('not authorized'), { returnCode: notAuthorizedCode })
}
