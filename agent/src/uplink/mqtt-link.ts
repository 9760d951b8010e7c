import { type DeviceAddress, type HubChannel, hubChannels, readTopic, topicOf } from '@octroi/shared/wire/topics'
import mqtt, { type MqttClient } from 'mqtt'
import type { Dial } from './hub-client.ts'
import { forServer } from './server-name.ts'

/** The connection is over; what was sent on it may have arrived or not. */
export class LinkEnded extends Error {
  override readonly name = 'LinkEnded'
}

/** One MQTT connection, from CONNECT until it breaks. It does not reconnect: a token is good for one CONNECT. */
export interface Link {
  /** Resolves when the broker took the packet, which says nothing of the hub. Rejects with {@link LinkEnded}. */
  publish(channel: 'up' | 'backlog', payload: Uint8Array): Promise<void>
  /** Gives it up. */
  end(): void
  /** Resolves when the connection has ended, for whatever reason. */
  readonly ended: Promise<void>
}

export interface ConnectLink {
  readonly broker: URL
  readonly dial: Dial | undefined
  /** The authority, in PEM, that alone may vouch for the broker. */
  readonly ca: string | undefined
  readonly address: DeviceAddress
  readonly password: string
  readonly boot: Uint8Array
  /** Aborted, the connection is given up, also while it is being made. */
  readonly signal: AbortSignal
  readonly onMessage: (channel: HubChannel, payload: Uint8Array) => void
}

const connectTimeoutMs = 10_000
const keepaliveSeconds = 30

/** Rejects with {@link LinkEnded} where no connection comes about; nothing is then left open. */
export async function connectLink(options: ConnectLink): Promise<Link> {
  const { address, signal, onMessage } = options
  if (signal.aborted) throw new LinkEnded('given up')
  const client = openClient(options)
  let isEnded = false
  const ended = new Promise<void>((resolve) => {
    client.once('close', () => {
      isEnded = true
      resolve()
    })
  })
  const giveUp = (): void => void client.end(true)
  signal.addEventListener('abort', giveUp, { once: true })
  void ended.then(() => signal.removeEventListener('abort', giveUp))
  // What ends a connection is told by `close`.
  client.on('error', () => undefined)
  client.on('message', (topic, payload) => {
    const read = readTopic(topic)
    const channel = hubChannels.find((each) => each === read?.channel)
    if (channel !== undefined) onMessage(channel, new Uint8Array(payload))
  })
  // The client does not settle what a lost connection leaves open, and what it rejects says only that it was lost.
  const waiting = new Set<(error: LinkEnded) => void>()
  void ended.then(() => {
    for (const reject of waiting) reject(new LinkEnded('the connection ended'))
  })
  const unlessEnded = <T>(work: () => Promise<T>): Promise<T> =>
    new Promise((resolve, reject) => {
      // Begun after the end it would wait for ever, as nobody is left to end it.
      if (isEnded) throw new LinkEnded('the connection ended')
      waiting.add(reject)
      work()
        .then(resolve, (error: unknown) => reject(asLinkEnded(error)))
        .finally(() => waiting.delete(reject))
    })
  try {
    await unlessEnded(() => new Promise<void>((resolve) => client.once('connect', () => resolve())))
    const topics = hubChannels.map((channel) => topicOf(address, channel))
    await unlessEnded(() => client.subscribeAsync(topics, { qos: 1 }))
    await unlessEnded(() => client.publishAsync(topicOf(address, 'state'), stateOf(options, true), { qos: 1, retain: true }))
  } catch (error) {
    client.end(true)
    throw asLinkEnded(error)
  }
  return {
    publish: async (channel, payload) => {
      await unlessEnded(() => client.publishAsync(topicOf(address, channel), Buffer.from(payload), { qos: 1 }))
    },
    end: giveUp,
    ended,
  }
}

function asLinkEnded(error: unknown): LinkEnded {
  return error instanceof LinkEnded ? error : new LinkEnded(error instanceof Error ? error.message : String(error))
}

function openClient(options: ConnectLink): MqttClient {
  const { broker, dial, ca, address, password } = options
  const isSecure = broker.protocol === 'mqtts:'
  return mqtt.connect({
    protocol: isSecure ? 'mqtts' : 'mqtt',
    host: dial?.host ?? broker.hostname,
    port: dial?.port ?? Number(broker.port || (isSecure ? 8883 : 1883)),
    ...(isSecure ? forServer(broker.hostname) : {}),
    ...(ca === undefined ? {} : { ca }),
    protocolVersion: 4,
    clientId: address.device,
    username: address.device,
    password,
    clean: true,
    keepalive: keepaliveSeconds,
    connectTimeout: connectTimeoutMs,
    reconnectPeriod: 0,
    will: { topic: topicOf(address, 'state'), payload: stateOf(options, false), qos: 1, retain: true },
  })
}

/** Birth and death carry the boot, so that a late death is not taken for the present one. */
function stateOf({ boot }: ConnectLink, alive: boolean): Buffer {
  return Buffer.from(JSON.stringify({ alive, boot: Buffer.from(boot).toString('base64url') }))
}
