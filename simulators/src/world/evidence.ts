import type { GrantedAuthorization } from '@octroi/hub/authorizations/authorization'
import type { OutboxDelivery } from '@octroi/hub/outbox/outbox-message'
import { everyOf, type Page, type PageRequest } from '@octroi/hub/page'
import type { BatchLink } from '@octroi/hub/proof/journal-head'
import type { QuarantineEntry } from '@octroi/hub/proof/quarantine.store'
import { verifyEnvelope } from '@octroi/hub/proof/verify-envelope'
import type { Charge } from '@octroi/hub/rating/charge'
import type { Stores } from '@octroi/hub/stores'
import type { DeviceId, SubscriptionId } from '@octroi/shared/ids/id'
import { decodeRecord, type JournalRecord } from '@octroi/shared/wire/messages/record'
import type { World } from './world.ts'

/** A record whose signature was checked again, at its place. */
export interface HeldRecord {
  readonly seq: number
  readonly record: JournalRecord
}

/** What the hub holds of one device. */
export interface HeldJournal {
  readonly device: DeviceId
  readonly name: string
  readonly records: readonly HeldRecord[]
  /** Its batches, in order. */
  readonly links: readonly BatchLink[]
  readonly through: number
  readonly quarantined: readonly QuarantineEntry[]
}

/** Everything that the hub says, read once the world has settled. */
export interface Evidence {
  readonly journals: readonly HeldJournal[]
  readonly granted: readonly GrantedAuthorization[]
  readonly charges: readonly Charge[]
  readonly deliveries: readonly OutboxDelivery[]
}

const pageSize = 200
const batchesAtMost = 100_000

export function gather(world: World): Promise<Evidence> {
  const { hub, business } = world
  return hub.storage.read(business.tenant, async (stores) => {
    const journals: HeldJournal[] = []
    for (const { id, name } of world.devices) journals.push({ name, ...(await held(world, stores, id)) })
    const authorizations = await all((page) => stores.authorizations.list(page))
    const charges: Charge[] = []
    for (const id of business.subscriptions) {
      charges.push(...(await all((page) => stores.rating.charges(page, id as SubscriptionId))))
    }
    return {
      journals,
      granted: authorizations.filter((authorization) => authorization.decision === 'granted'),
      charges,
      deliveries: await all((page) => stores.outbox.list(page)),
    }
  })
}

async function held(
  { surroundings: { crypto } }: World,
  { journals, devices }: Stores,
  device: DeviceId,
): Promise<Omit<HeldJournal, 'name'>> {
  const publicKeys = (await devices.keys(device)).map(({ publicKey }) => publicKey)
  const records: HeldRecord[] = []
  const links = await journals.ahead(device, 0, batchesAtMost)
  for (const { first } of links) {
    const verified = verifyEnvelope(crypto, await journals.envelope(device, first), { device, publicKeys })
    if (!verified.ok) throw new Error(`the hub holds a batch of ${device} that does not verify: ${verified.error.detail}`)
    for (const [index, bytes] of verified.value.records.entries()) {
      const record = decodeRecord(bytes)
      if (record.ok) records.push({ seq: first + index, record: record.value })
    }
  }
  const { through } = await journals.head(device)
  return { device, records, links, through, quarantined: await all((page) => journals.quarantinePage(page, device)) }
}

async function all<T>(list: (page: PageRequest) => Promise<Page<T>>): Promise<readonly T[]> {
  const found: T[] = []
  for await (const item of everyOf(list, pageSize)) found.push(item)
  return found
}
