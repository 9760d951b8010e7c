import { type DeviceAddress, type HubChannel, hubChannels, readTopic, topicOf } from '@octroi/shared/wire/topics'
import mqtt from 'mqtt'
import type { Dial } from './hub-client.ts'

/** One MQTT connection, from CONNECT until it breaks. It does not reconnect: a token is good for one CONNECT. */
export interface Link {
  /** Resolves when the broker took the packet, which says nothing of the hub. Rejects when the connection ended. */
  publish(channel: 'up' | 'backlog' | 'state', payload: Uint8Array): Promise<void>
  /** Resolves when the connection has ended, for whatever reason. */
  readonly ended: Promise<void>
  close(): Promise<void>
}

export interface ConnectLink {
  readonly broker: URL
  readonly dial: Dial | undefined
  readonly address: DeviceAddress
  readonly password: string
  readonly boot: Uint8Array
  readonly onMessage: (channel: HubChannel, payload: Uint8Array) => void
}

const connectTimeoutMs = 10_000
const keepaliveSeconds = 30

export async function connectLink({ broker, dial, address, password, boot, onMessage }: ConnectLink): Promise<Link> {
  const state = (alive: boolean): Buffer => Buffer.from(JSON.stringify({ alive, boot: Buffer.from(boot).toString('base64url') }))
  const client = mqtt.connect({
    protocol: broker.protocol === 'mqtts:' ? 'mqtts' : 'mqtt',
    host: dial?.host ?? broker.hostname,
    port: dial?.port ?? Number(broker.port || (broker.protocol === 'mqtts:' ? 8883 : 1883)),
    protocolVersion: 4,
    clientId: address.device,
    username: address.device,
    password,
    clean: true,
    keepalive: keepaliveSeconds,
    connectTimeout: connectTimeoutMs,
    reconnectPeriod: 0,
    will: { topic: topicOf(address, 'state'), payload: state(false), qos: 1, retain: true },
  })
  const ended = new Promise<void>((resolve) => client.once('close', () => resolve()))
  await new Promise<void>((resolve, reject) => {
    client.once('connect', () => resolve())
    client.once('error', reject)
    client.once('close', () => reject(new Error('the broker closed the connection')))
  })
  // What ends a connection later is told by `close`.
  client.on('error', () => client.end(true))
  client.on('message', (topic, payload) => {
    const read = readTopic(topic)
    const channel = hubChannels.find((each) => each === read?.channel)
    if (channel !== undefined) onMessage(channel, new Uint8Array(payload))
  })
  await client.subscribeAsync(
    hubChannels.map((channel) => topicOf(address, channel)),
    { qos: 1 },
  )
  await client.publishAsync(topicOf(address, 'state'), state(true), { qos: 1, retain: true })
  return {
    publish: async (channel, payload) => {
      const published = client.publishAsync(topicOf(address, channel), Buffer.from(payload), { qos: 1 })
      published.catch(() => undefined)
      await Promise.race([published, ended.then(() => Promise.reject(new Error('the connection ended')))])
    },
    ended,
    close: () => client.endAsync(),
  }
}
