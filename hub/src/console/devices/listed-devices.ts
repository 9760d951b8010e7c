import type { AccountId, DeviceId, TenantId } from '@octroi/shared/ids/id'
import type { Account } from '../../accounts/account.ts'
import type { Contact } from '../../devices/contact.ts'
import type { Device } from '../../devices/device.ts'
import { type DeviceFilter, deviceLookouts, troubles } from '../../devices/device-filter.ts'
import { folded } from '../../folded.ts'
import type { OnlineDevices } from '../../http/context.ts'
import type { Page, PageRequest } from '../../page.ts'
import type { KnownStanding } from '../../proof/journal.store.ts'
import type { Stores } from '../../stores.ts'

/** What a list of devices shows: a state, those connected here, or those with a trouble. */
export const deviceShows = [...deviceLookouts, 'online', ...troubles] as const
export type DeviceShow = (typeof deviceShows)[number]

export interface AskedDevices extends Pick<DeviceFilter, 'owner' | 'text'> {
  readonly show?: DeviceShow
}

/** A device with what a list tells of it. */
export interface ListedDevice extends Device {
  readonly ownerName: string
  readonly isOnline: boolean
  readonly contact: Contact | undefined
  readonly journal: KnownStanding | undefined
  readonly waiting: number
}

/** More than this needs no figure. */
export const waitingAtMost = 100

interface Known {
  readonly tenant: TenantId
  readonly online: OnlineDevices
  readonly nowMs: number
}

export async function listDevices(
  stores: Stores,
  known: Known,
  asked: AskedDevices,
  page: PageRequest,
): Promise<Page<ListedDevice>> {
  const { items, ...rest } = await find(stores, known, asked, page)
  const ids = items.map(({ id }) => id)
  const contacts = new Map((await stores.devices.contacts(ids)).map((contact) => [contact.device, contact]))
  const journals = new Map((await stores.journals.standings(ids)).map((standing) => [standing.device, standing]))
  const waiting = await stores.journals.waiting(ids, waitingAtMost)
  const owners = new Map<AccountId, Account | undefined>()
  for (const id of new Set(items.map(({ owner }) => owner))) owners.set(id, await stores.accounts.get(id))
  const listed = items.map((device) => ({
    ...device,
    ownerName: owners.get(device.owner)?.name ?? device.owner,
    isOnline: known.online.isConnected({ tenant: known.tenant, device: device.id }),
    contact: contacts.get(device.id),
    journal: journals.get(device.id),
    waiting: waiting.get(device.id) ?? 0,
  }))
  return { items: listed, ...rest }
}

async function find(
  { devices }: Stores,
  { tenant, online, nowMs }: Known,
  { show, ...narrow }: AskedDevices,
  page: PageRequest,
): Promise<Page<Device>> {
  const state = deviceLookouts.find((lookout) => lookout === show)
  if (show === undefined || state !== undefined) {
    return devices.search(page, { ...narrow, ...(state === undefined ? {} : { state }) })
  }
  const trouble = troubles.find((each) => each === show)
  const slice =
    trouble === undefined
      ? (after: PageRequest) => Promise.resolve(sliceOf(online.devicesOf(tenant), after))
      : (after: PageRequest) => devices.troubled(after, trouble, nowMs)
  return few(page, narrow, slice, (ids) => devices.getAll(ids))
}

function sliceOf(ids: readonly DeviceId[], { after, limit }: PageRequest): Page<DeviceId> {
  const rest = ids.filter((id) => after === undefined || id < after).toSorted((left, right) => (left < right ? 1 : -1))
  const items = rest.slice(0, limit)
  const last = items.at(-1)
  return rest.length > limit && last !== undefined ? { items, next: last } : { items }
}

/** Slices that are looked through for one page: where few match, the next page goes on. */
const slicesAtMost = 20

/** A page of those that match, of a list that is rarely long. */
async function few(
  { after: start, limit }: PageRequest,
  narrow: Pick<AskedDevices, 'owner' | 'text'>,
  slice: (page: PageRequest) => Promise<Page<DeviceId>>,
  get: (ids: readonly DeviceId[]) => Promise<readonly Device[]>,
): Promise<Page<Device>> {
  const found: Device[] = []
  let after = start
  for (let round = 0; round < slicesAtMost; round++) {
    const { items, next } = await slice({ limit: limit - found.length, ...(after === undefined ? {} : { after }) })
    const devices = (await get(items)).filter((device) => matches(device, narrow))
    found.push(...devices.toSorted((left, right) => (left.id < right.id ? 1 : -1)))
    if (next === undefined) return { items: found }
    after = next
    if (found.length === limit) break
  }
  return after === undefined ? { items: found } : { items: found, next: after }
}

function matches({ id, owner, label }: Device, asked: Pick<AskedDevices, 'owner' | 'text'>): boolean {
  if (asked.owner !== undefined && asked.owner !== owner) return false
  return asked.text === undefined || id.startsWith(asked.text.toLowerCase()) || folded(label).startsWith(folded(asked.text))
}
