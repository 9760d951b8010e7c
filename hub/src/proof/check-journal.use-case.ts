import { equalBytes } from '@octroi/shared/crypto/bytes'
import type { Crypto } from '@octroi/shared/crypto/crypto'
import type { DeviceId } from '@octroi/shared/ids/id'
import { everyOf } from '../page.ts'
import type { Stores } from '../stores.ts'
import { type BatchLink, emptyJournal, lastSeq } from './journal-head.ts'
import { verifyEnvelope, verifySignedBatch } from './verify-envelope.ts'

type Needs = Pick<Stores, 'devices' | 'journals'>

export interface CheckedJournal {
  readonly batches: number
  /** Sentences. */
  readonly faults: readonly string[]
}

/** Batches that are looked at together. */
const linksAtOnce = 500

/**
 * Verifies everything the hub holds of a device's journal anew: each batch's signature, its root while it has its records, that it is kept under
 * the numbers and the hash it has, and that the head is the hash of what it says it ends in.
 */
export async function checkJournal(stores: Needs, crypto: Crypto, device: DeviceId): Promise<CheckedJournal> {
  const { devices, journals } = stores
  const publicKeys = (await devices.keys(device)).map(({ publicKey }) => publicKey)
  const head = await journals.head(device)
  const faults: string[] = []
  let batches = 0
  let isHeadFound = head.through === emptyJournal.through
  for (let links = await journals.ahead(device, 0, linksAtOnce); links.length > 0; ) {
    for (const link of links) {
      const signed = await journals.signedAlone(device, link.first)
      const verified =
        signed === undefined
          ? verifyEnvelope(crypto, await journals.envelope(device, link.first), { device, publicKeys })
          : verifySignedBatch(crypto, signed, { device, publicKeys })
      const named = `${device}: the batch of records ${link.first} to ${lastSeq(link)}`
      if (!verified.ok) faults.push(`${named} does not verify: ${verified.error.detail}`)
      else if (!isKeptAs(link, { ...verified.value.batch, payloadHash: verified.value.payloadHash })) {
        faults.push(`${named} is kept under other numbers or another hash than it has`)
      }
      if (lastSeq(link) === head.through && equalBytes(link.payloadHash, head.head)) isHeadFound = true
      batches++
    }
    links = await journals.ahead(device, links.at(-1)?.first ?? 0, linksAtOnce)
  }
  if (!isHeadFound && !(await endsInQuarantine(stores, device, head.through))) {
    faults.push(`${device}: the head at record ${head.through} is the hash of no batch`)
  }
  return { batches, faults }
}

function isKeptAs(kept: BatchLink, { first, count, boot, previous, payloadHash }: BatchLink): boolean {
  const isNumbered = kept.first === first && kept.count === count
  return (
    isNumbered && equalBytes(kept.boot, boot) && equalBytes(kept.previous, previous) && equalBytes(kept.payloadHash, payloadHash)
  )
}

const entriesAtOnce = 100

/** The head also moves over what was set apart: the device goes on from it. */
async function endsInQuarantine({ journals }: Needs, device: DeviceId, through: number): Promise<boolean> {
  for await (const { range } of everyOf((page) => journals.quarantinePage(page, device), entriesAtOnce)) {
    if (range?.last === through) return true
  }
  return false
}
