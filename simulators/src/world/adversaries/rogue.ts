import type { Identity } from '@octroi/agent/enrolment/identity'
import type { Link } from '@octroi/agent/uplink/mqtt-link'
import { openSession, type Session } from '@octroi/agent/uplink/open-session'
import type { Verdict } from '@octroi/hub/proof/verdict'
import { keyPairOf } from '@octroi/shared/crypto/crypto'
import { openKeyset } from '@octroi/shared/decisions/keyset'
import { invariant } from '@octroi/shared/errors/invariant'
import type { AuthorizationId } from '@octroi/shared/ids/id'
import type { SealedBatch } from '@octroi/shared/proof/seal-batch'
import { readSigned } from '@octroi/shared/wire/message'
import { receiptMessage } from '@octroi/shared/wire/messages/journal'
import type { JournalRecord } from '@octroi/shared/wire/messages/record'
import { hubOver } from '../field/hub-over.ts'
import { energy, readingQuantity, trunk } from '../field/thing.ts'
import { hubOrigin } from '../hub/hub-app.ts'
import type { HubMachine } from '../hub/hub-machine.ts'
import { Life } from '../life.ts'
import type { Random } from '../random.ts'
import type { Surroundings } from '../surroundings.ts'
import type { Truth } from '../truth.ts'
import { Way } from '../way.ts'
import { Chain } from './chain.ts'

const againMs = 4000
const triesAtMost = 20
const readingMs = 60_000
/** Of what a lie tells, so that it shows wherever it is counted. */
const liedQuantity = 1_000_000n * readingQuantity

/** A device that enrolled as all do, and lies with its own key. What it lies with is its own, and so is what it tells truly. */
export class Rogue {
  readonly identity: Identity
  /** Readings that it told in its own chain, and the hub answered. */
  told = 0
  private readonly surroundings: Surroundings
  private readonly hub: HubMachine
  private readonly truth: Truth
  private readonly random: Random
  private readonly way: Way
  private readonly life: Life
  private readonly chain: Chain
  private readonly sent: Uint8Array[] = []
  private answeredThrough = 0
  private link: Link | undefined
  private untoldFromMs: number

  constructor(surroundings: Surroundings, hub: HubMachine, truth: Truth, identity: Identity) {
    this.identity = identity
    this.surroundings = surroundings
    this.hub = hub
    this.truth = truth
    this.random = surroundings.random('rogue')
    this.way = new Way(surroundings.schedule, surroundings.random('rogue way'))
    this.life = new Life(surroundings.schedule)
    this.chain = new Chain(surroundings.crypto, this.random.bytes(16))
    this.untoldFromMs = surroundings.trueMs() - 86_400_000
  }

  /** Tells one story, has it answered, and tells another of the same. */
  async fork(): Promise<void> {
    const other = this.chain.sealed(this.identity, [this.reading(liedQuantity)])
    if (await this.tellTruth()) await this.lie('fork', other.envelope)
  }

  /** Signs with a key that is not its own, for another device, what was changed since, and what is nothing at all. */
  async forge(victim: Identity): Promise<void> {
    const { crypto } = this.surroundings
    const { device } = this.identity
    const lie = [this.reading(liedQuantity)]
    const stolen = this.chain.sealed({ device, keys: keyPairOf(crypto, this.random.bytes(32)) }, lie)
    await this.lie('unknown_key', stolen.envelope)
    await this.lie('wrong_device', this.chain.sealed({ device: victim.device, keys: this.identity.keys }, lie).envelope)
    const changed = this.chain.sealed(this.identity, lie).envelope.slice()
    changed[changed.length - 1] = (changed.at(-1) ?? 0) ^ 1
    await this.lie('wrong_root', changed)
    await this.lie('malformed', this.random.bytes(this.random.between(1, 2000)))
  }

  /** Tells of an opening that was granted on another’s device, as if it had been its own. */
  async claim(authorization: AuthorizationId): Promise<void> {
    const about = { ...this.common(), service: trunk, authorization } as const
    const permitHash = this.random.bytes(32)
    const granted = { ...about, type: 'granted', body: { action: `${trunk}:open`, permitHash, use: 1 } } as const
    const rest = (['actuated', 'opened', 'closed', 'secured'] as const).map((type) => ({ ...about, type, body: {} }))
    await this.tell([granted, ...rest])
  }

  /** So much noise, as fast as it goes. */
  async flood(packets: number): Promise<void> {
    const link = await this.connected()
    if (link === undefined) return
    const noise = Array.from({ length: packets }, () => this.random.bytes(this.random.between(10, 300)))
    await Promise.all(noise.map((bytes) => link.publish('up', bytes).catch(() => undefined)))
  }

  /** Comes as another: with that one’s name and its own key, and with that one’s name and its own token. */
  async pose(victim: Identity): Promise<void> {
    const { misdeeds } = this.truth
    const asVictim = await this.session({ ...victim, keys: this.identity.keys }).catch(() => undefined)
    if (asVictim !== undefined) misdeeds.intrusions.push(`a stranger’s key opened a session of ${victim.device}`)
    const own = await this.session(this.identity).catch(() => undefined)
    const link = own && (await this.connect(victim, own).catch(() => undefined))
    if (link !== undefined) misdeeds.intrusions.push(`a stranger’s token let it in as ${victim.device}`)
  }

  /** Sends all of its lies once more, when nothing gets lost any more: none may stand without its name. */
  async insist(): Promise<void> {
    for (const bytes of this.sent) await this.publish(bytes)
  }

  private async tellTruth(): Promise<boolean> {
    const records = [this.reading(readingQuantity)]
    const isTold = await this.tell(records)
    if (isTold) this.told += records.length
    return isTold
  }

  /** Sends the next batch of its chain until the hub holds it. */
  private async tell(records: readonly JournalRecord[]): Promise<boolean> {
    const batch: SealedBatch = this.chain.sealed(this.identity, records)
    this.chain.keep(batch)
    for (let tries = 0; tries < triesAtMost && this.answeredThrough < batch.last; tries++) {
      await this.publish(batch.envelope)
      await this.surroundings.schedule.pause(againMs)
    }
    this.sent.push(batch.envelope)
    return this.answeredThrough >= batch.last
  }

  private async lie(verdict: Verdict, bytes: Uint8Array): Promise<void> {
    this.truth.misdeeds.lies.push({ verdict, bytesHash: this.surroundings.crypto.sha256(bytes) })
    this.sent.push(bytes)
    await this.publish(bytes)
  }

  private async publish(bytes: Uint8Array): Promise<void> {
    for (let tries = 0; tries < triesAtMost; tries++) {
      const link = await this.connected()
      const isTaken = await link?.publish('up', bytes).then(
        () => true,
        () => false,
      )
      if (isTaken === true) return
      await this.surroundings.schedule.pause(againMs)
    }
  }

  private async connected(): Promise<Link | undefined> {
    if (this.link !== undefined) return this.link
    const link = await this.session(this.identity)
      .then(
        (session) => this.connect(this.identity, session),
        () => undefined,
      )
      .catch(() => undefined)
    this.link = link
    void link?.ended.then(() => {
      if (this.link === link) this.link = undefined
    })
    return link
  }

  private session(identity: Identity): Promise<Session> {
    const { crypto, schedule } = this.surroundings
    const keyset = openKeyset(crypto, identity.keyset, identity)
    invariant(keyset !== undefined, 'it enrolled')
    const deviceNonce = this.random.bytes(16)
    const client = hubOver(schedule, { hub: this.hub, way: this.way, life: this.life })
    return openSession(crypto, client, { identity, keyset, origin: hubOrigin, deviceNonce })
  }

  private async connect(address: Identity, { broker: url, password }: Session): Promise<Link> {
    const { broker } = this.hub
    if (broker === undefined) throw new Error('the hub is down')
    const { signal } = new AbortController()
    const onMessage = (channel: string, payload: Uint8Array): void => {
      const read = channel === 'ack' ? readSigned(receiptMessage, payload) : undefined
      if (read?.ok === true) this.answeredThrough = Math.max(this.answeredThrough, read.value.claimed.through)
    }
    const boot = this.random.bytes(16)
    return broker.connect({ broker: url, dial: undefined, ca: undefined, address, password, boot, signal, onMessage }, this.way)
  }

  private reading(quantity: bigint): JournalRecord {
    const start = this.untoldFromMs
    this.untoldFromMs += readingMs
    const body = { meter: 'energy', start, end: start + readingMs, quantity }
    return { ...this.common(), type: 'reading', service: energy, body }
  }

  private common() {
    return { time: this.surroundings.trueMs() - readingMs, timeState: 'synced', salt: this.random.bytes(16) } as const
  }
}
