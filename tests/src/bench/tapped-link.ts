import * as nodeCrypto from 'node:crypto'
import { performance } from 'node:perf_hooks'
import { type ConnectLink, connectLink, type Link, LinkEnded } from '@octroi/agent/uplink/mqtt-link'
import { nativeCrypto } from '@octroi/shared/crypto/native-crypto'
import { decodeCbor } from '@octroi/shared/wire/cbor'
import { readSigned } from '@octroi/shared/wire/message'
import { batchMessage, envelope, receiptMessage } from '@octroi/shared/wire/messages/journal'
import { decodeRecord } from '@octroi/shared/wire/messages/record'

const crypto = nativeCrypto(nodeCrypto)

interface OnItsWay {
  readonly lane: 'up' | 'backlog'
  /** When what it tells of happened, of live events. */
  readonly sinceMs: readonly number[]
}

/** A device's real connection, which also notes what is on its way and how long what just happened waited for its receipt. */
export class TappedLink {
  isCut = false
  /** How far the hub said it holds the journal without a hole. */
  through = 0
  /** Live events that were answered, in the order of their receipts. */
  readonly delaysMs: number[] = []
  /** The most batches without a receipt at once. */
  readonly most = { up: 0, backlog: 0 }
  resent = 0
  private readonly onItsWay = new Map<string, OnItsWay>()
  private readonly happenedMs: number[] = []
  private link: Link | undefined

  readonly connect = async (options: ConnectLink): Promise<Link> => {
    if (this.isCut) throw new LinkEnded('cut')
    const link = await connectLink({
      ...options,
      onMessage: (channel, payload) => {
        if (channel === 'ack') this.answered(payload)
        options.onMessage(channel, payload)
      },
    })
    this.link = link
    this.onItsWay.clear()
    return {
      ...link,
      publish: (lane, payload) => {
        this.published(lane, payload)
        return link.publish(lane, payload)
      },
    }
  }

  cut(): void {
    this.isCut = true
    this.link?.end()
  }

  /** An access event is about to be told, which goes in a batch of its own. */
  happens(): void {
    this.happenedMs.push(performance.now())
  }

  private published(lane: 'up' | 'backlog', payload: Uint8Array): void {
    const { hash, records } = readEnvelope(payload)
    if (this.onItsWay.has(hash)) this.resent++
    const live = lane === 'up' ? records.filter(isMovement).length : 0
    if (!this.onItsWay.has(hash)) this.onItsWay.set(hash, { lane, sinceMs: this.happenedMs.splice(0, live) })
    const count = [...this.onItsWay.values()].filter((each) => each.lane === lane).length
    this.most[lane] = Math.max(this.most[lane], count)
  }

  private answered(payload: Uint8Array): void {
    const read = readSigned(receiptMessage, payload)
    if (!read.ok) throw new Error('a receipt can be read')
    const { through, answers } = read.value.claimed
    this.through = through
    const hash = answers === undefined ? '' : hexOf(answers)
    const { sinceMs = [] } = this.onItsWay.get(hash) ?? {}
    this.onItsWay.delete(hash)
    for (const ms of sinceMs) this.delaysMs.push(performance.now() - ms)
  }
}

function readEnvelope(bytes: Uint8Array): { readonly hash: string; readonly records: readonly Uint8Array[] } {
  const decoded = decodeCbor(bytes)
  const read = decoded.ok ? envelope.decode(decoded.value, '', []) : undefined
  const batch = read && readSigned(batchMessage, read.batch)
  if (!batch?.ok) throw new Error('a batch can be read')
  return { hash: hexOf(crypto.sha256(batch.value.payloadBytes)), records: read?.records ?? [] }
}

function isMovement(bytes: Uint8Array): boolean {
  const record = decodeRecord(bytes)
  return record.ok && (record.value.type === 'opened' || record.value.type === 'closed')
}

function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex')
}
